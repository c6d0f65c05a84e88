import type { Context } from "../context/context";
import { ingestImage } from "../ingest/ingest-image";
import { goOnProcessingAgain } from "../ingest/process-again";
import { calibrateSearches } from "../search/calibrate-search";
import { runImport } from "../uploads/imports/run-import";
import { buryDeadJobs } from "./bury-dead-jobs";
import { indexFeatures } from "./index-features";
import { type JobLoop, startJobLoop } from "./job-loop";
import { keepHouse } from "./keep-house";
import { startRepeating } from "./repeat";
import { watchFeatureIndexes } from "./watch-feature-indexes";
import { watchSearchWords } from "./watch-search-words";
import { watchStaleImages } from "./watch-stale-images";

const housekeepingEveryMs = 300_000;
const buryEveryMs = 15_000;
const staleEveryMs = 5_000;
const calibrateEveryMs = 60_000;
const featuresEveryMs = 5_000;
const wordsEveryMs = 1_000;
/** Jobs beyond the decoders: they wait for the model, the disk or the database while others decode. */
const overlap = 2;

export type Worker = { stop(graceMs: number): Promise<void> };

/**
 * Starts everything a worker does: ingest, imports, indexes of features, housekeeping, and the care for jobs that lost
 * their worker. Where the database is embedded this is the only worker, so jobs that are taken
 * already belong to one that died, and come back at once. `noteWork` is called at the end of each job.
 */
export async function runWorker(ctx: Context, noteWork: () => void = () => {}): Promise<Worker> {
  if (ctx.config.database.kind === "embedded") await ctx.queue.releaseTaken();
  const stale = watchStaleImages(ctx);
  const featureIndexes = watchFeatureIndexes(ctx);
  const words = watchSearchWords(ctx);
  const common = { ...ctx, onEnd: noteWork };
  const loops: JobLoop[] = [
    startJobLoop({
      ...common,
      name: "ingest-image",
      concurrency: ctx.config.decoders + overlap,
      async handle({ data, isLastAttempt }) {
        const { embeddingWaits } = await ingestImage(ctx, { ...data, isLastAttempt });
        if (embeddingWaits) stale.noteWaiting();
      },
    }),
    startJobLoop({
      ...common,
      name: "import-folder",
      concurrency: 1,
      idleMsMax: 2_000,
      handle: ({ data }, signal) => runImport(ctx, data, { signal }),
    }),
    startJobLoop({
      ...common,
      name: "process-again",
      concurrency: 1,
      idleMsMax: 2_000,
      handle: ({ data }) => goOnProcessingAgain(ctx, data),
    }),
    startJobLoop({
      ...common,
      name: "index-features",
      concurrency: 1,
      idleMsMax: 5_000,
      handle: ({ data }, signal) => indexFeatures(ctx, data, signal),
    }),
    startJobLoop({ ...common, name: "housekeeping", concurrency: 1, idleMsMax: 5_000, handle: () => keepHouse(ctx) }),
  ];
  const repeated = [
    startRepeating(ctx.log, "dead jobs", buryEveryMs, () => buryDeadJobs(ctx)),
    startRepeating(ctx.log, "housekeeping", housekeepingEveryMs, () => ctx.queue.enqueue(ctx.db, "housekeeping", [{}])),
    startRepeating(ctx.log, "stale images", staleEveryMs, stale.look),
    startRepeating(ctx.log, "feature indexes", featuresEveryMs, featureIndexes.look),
    startRepeating(ctx.log, "words of images", wordsEveryMs, words.look),
    startRepeating(ctx.log, "cutoffs of searches", calibrateEveryMs, () => calibrateSearches(ctx)),
  ];
  return {
    async stop(graceMs) {
      for (const repeating of repeated) repeating.stop();
      await Promise.all(loops.map((loop) => loop.stop(graceMs)));
    },
  };
}
