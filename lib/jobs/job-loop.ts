import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "../limits";
import type { Log } from "../log";
import type { Job, JobName, Queue } from "../queue/queue";

const idleMsMin = 250;
const idleMsMax = 1_000;
/** How long it is tried to tell the queue what became of a job; after that the job expires and comes back. */
const settleMs = limits.job.expireS * 1_000;

/** Works on jobs of one name. */
export type JobLoop = {
  /** Takes no more jobs, waits for those that run, at most `graceMs`, and gives the rest back. */
  stop(graceMs: number): Promise<void>;
};

export type JobLoopOptions<N extends JobName> = {
  queue: Queue;
  log: Log;
  name: N;
  /** Jobs worked on at once. */
  concurrency: number;
  /** An error gives the job back, to be tried again. `signal` aborts when the loop stops. */
  handle(job: Job<N>, signal: AbortSignal): Promise<void>;
};

/**
 * Starts to take and handle jobs. While there are any the next are taken at once (twice as many as
 * run, so that one query serves several); an idle loop asks again after 250 ms to 1 s. Jobs it holds
 * are kept alive. Errors of the queue itself (the database is away) are waited out.
 */
export function startJobLoop<N extends JobName>({ queue, log, name, concurrency, handle }: JobLoopOptions<N>): JobLoop {
  const stopping = new AbortController();
  const waiting: Job<N>[] = [];
  const running = new Map<Job<N>, Promise<void>>();

  const run = async (job: Job<N>) => {
    let failure: unknown;
    let failed = false;
    try {
      await handle(job, stopping.signal);
    } catch (error) {
      failed = true;
      failure = error;
      log.warn({ err: error, job: name, data: job.data }, "a job failed and is given back");
    }
    const deadline = Date.now() + settleMs;
    while (running.has(job)) {
      try {
        await (failed ? queue.fail(job, failure instanceof Error ? failure.message : "unknown") : queue.complete(job));
        return;
      } catch (error) {
        if (Date.now() > deadline) return;
        log.warn({ err: error, job: name }, "the queue does not answer");
        await sleep(idleMsMax);
      }
    }
  };
  const start = (job: Job<N>) => {
    const done = Promise.resolve()
      .then(() => run(job))
      .finally(() => running.delete(job));
    running.set(job, done);
  };
  const refill = async (): Promise<number> => {
    if (waiting.length >= concurrency) return 0;
    const jobs = await queue.take(name, concurrency * 2 - waiting.length);
    waiting.push(...jobs);
    return jobs.length;
  };
  const turn = async (): Promise<boolean> => {
    const taken = await refill();
    while (!stopping.signal.aborted && running.size < concurrency) {
      const job = waiting.shift();
      if (!job) break;
      start(job);
    }
    if (running.size >= concurrency) await Promise.race(running.values());
    return taken > 0 || waiting.length > 0;
  };
  const loop = async () => {
    for (let idleMs = idleMsMin; !stopping.signal.aborted; ) {
      try {
        if (await turn()) {
          idleMs = idleMsMin;
          continue;
        }
      } catch (err) {
        log.warn({ err, job: name }, "the queue does not answer");
      }
      await sleep(idleMs, undefined, { signal: stopping.signal }).catch(() => {});
      idleMs = Math.min(idleMs * 2, idleMsMax);
    }
  };
  const looping = loop();
  const heartbeat = setInterval(
    () => {
      queue
        .keepAlive([...waiting, ...running.keys()])
        .catch((err: unknown) => log.warn({ err, job: name }, "jobs could not be kept alive"));
    },
    (limits.job.expireS * 1_000) / 3,
  );

  return {
    async stop(graceMs) {
      stopping.abort();
      const grace = new AbortController();
      const finished = looping.then(() => Promise.all(running.values()));
      await Promise.race([finished, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => {})]);
      grace.abort();
      clearInterval(heartbeat);
      const unfinished = [...waiting, ...running.keys()];
      waiting.length = 0;
      running.clear();
      await queue.giveBack(unfinished);
    },
  };
}
