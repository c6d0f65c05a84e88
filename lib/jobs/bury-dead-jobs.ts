import type { Context } from "../context/context";
import { failProcessing } from "../ingest/queries";
import type { Job, JobName } from "../queue/queue";
import { updateImport } from "../uploads/imports/queries";

type BuryContext = Pick<Context, "db" | "queue" | "clock" | "log">;

const gaveUp = "Processing was broken off several times without a result. Try it again.";

/** What becomes of the things whose jobs used up their attempts, mostly with the worker itself. */
const burials: { [N in JobName]: (ctx: BuryContext, job: Job<N>) => Promise<unknown> } = {
  "ingest-image": (ctx, job) => failProcessing(ctx.db, job.data.imageId, gaveUp),
  "import-folder": (ctx, job) => updateImport(ctx.db, job.data.importId, ctx.clock.now(), { status: "failed", failureReason: gaveUp }),
  // What it has not come to is as it was; its person can ask again.
  "process-again": async () => {},
  // It is enqueued again whenever pictures come, and by housekeeping.
  "index-features": async () => {},
  housekeeping: async () => {},
};

/** Brings back jobs of workers that went silent, and ends those that have no attempt left. Safe to run again. */
export async function buryDeadJobs(ctx: BuryContext): Promise<void> {
  await ctx.queue.expireJobs();
  await bury(ctx, "ingest-image");
  await bury(ctx, "import-folder");
  await bury(ctx, "process-again");
  await bury(ctx, "index-features");
  await bury(ctx, "housekeeping");
}

async function bury<N extends JobName>(ctx: BuryContext, name: N): Promise<void> {
  for (const job of await ctx.queue.listDead(name)) {
    await burials[name](ctx, job);
    await ctx.queue.complete(job);
    ctx.log.warn({ job: name, data: job.data }, "a job was given up");
  }
}
