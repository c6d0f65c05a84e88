import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "../limits";
import type { Log } from "../log";
import type { Job, JobName, Queue } from "../queue/queue";

const idleMsMin = 250;
const retryMs = 1_000;
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
  /** How often an idle loop asks at least. */
  idleMsMax?: number;
  /** An error gives the job back, to be tried again. `signal` aborts when the loop stops. */
  handle(job: Job<N>, signal: AbortSignal): Promise<void>;
  /** Called when a job has ended, well or not. */
  onEnd?(): void;
};

/**
 * Starts to take and handle jobs. While there are any the next are taken at once (twice as many as
 * run, so that one query serves several); when all that waited are taken it asks again after 250 ms, and
 * an idle loop more and more seldom. Each time it asks it also says which jobs are done. Jobs it holds are
 * kept alive. Errors of the queue itself (the database is away) are waited out.
 */
export function startJobLoop<N extends JobName>(options: JobLoopOptions<N>): JobLoop {
  const { queue, log, name, concurrency, idleMsMax = 1_000, handle } = options;
  const stopping = new AbortController();
  const waiting: Job<N>[] = [];
  const running = new Map<Job<N>, Promise<void>>();
  let done: Job<N>[] = [];

  const run = async (job: Job<N>) => {
    try {
      await handle(job, stopping.signal);
      if (running.has(job)) done.push(job);
    } catch (error) {
      log.warn({ err: error, job: name, data: job.data }, "a job failed and is given back");
      await giveUp(job, error instanceof Error ? error.message : "unknown");
    }
  };
  const giveUp = async (job: Job<N>, reason: string) => {
    for (const deadline = Date.now() + settleMs; running.has(job) && Date.now() < deadline; await sleep(retryMs)) {
      try {
        return await queue.fail(job, reason);
      } catch (error) {
        log.warn({ err: error, job: name }, "the queue does not answer");
      }
    }
  };
  const start = (job: Job<N>) => {
    const ended = Promise.resolve()
      .then(() => run(job))
      .finally(() => {
        running.delete(job);
        options.onEnd?.();
      });
    running.set(job, ended);
  };
  let idleMs = idleMsMin;
  let askAt = 0;
  const refill = async () => {
    if (waiting.length >= concurrency || performance.now() < askAt) return;
    const wanted = concurrency * 2 - waiting.length;
    const told = [...done];
    const jobs = await queue.take(name, wanted, told);
    done = done.filter((job) => !told.includes(job));
    waiting.push(...jobs);
    idleMs = jobs.length > 0 || running.size > 0 ? idleMsMin : Math.min(idleMs * 2, idleMsMax);
    askAt = jobs.length < wanted ? performance.now() + idleMs : 0;
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await refill().catch((err: unknown) => {
        log.warn({ err, job: name }, "the queue does not answer");
        askAt = performance.now() + retryMs;
      });
      while (!stopping.signal.aborted && running.size < concurrency) {
        const job = waiting.shift();
        if (!job) break;
        start(job);
      }
      if (running.size >= concurrency) await Promise.race(running.values());
      else await sleep(Math.max(0, askAt - performance.now()), undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const looping = loop();
  const heartbeat = setInterval(
    () => {
      queue
        .keepAlive([...waiting, ...running.keys(), ...done])
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
      await queue.complete(...done);
      await queue.giveBack(unfinished);
    },
  };
}
