import type { Db } from "../db/client";

/** What each job carries. The queue knows no handler. */
export type JobData = {
  "ingest-image": { imageId: string };
  "import-folder": { importId: string };
  housekeeping: Record<string, never>;
};
export type JobName = keyof JobData;
export type Job<N extends JobName = JobName> = { id: string; name: N; data: JobData[N] };

/** Durable background jobs. */
export type Queue = {
  /** Adds jobs inside the caller's transaction: the job exists exactly when the row does. */
  enqueue<N extends JobName>(tx: Db, name: N, data: readonly JobData[N][]): Promise<void>;
  /** Takes up to `count` jobs that wait; each must be completed or failed, or it comes back after its expiry. */
  take<N extends JobName>(name: N, count: number): Promise<Job<N>[]>;
  complete(job: Job): Promise<void>;
  /** Gives a job back; it is retried with a delay, `limits.job.retriesMax` times. */
  fail(job: Job, reason: string): Promise<void>;
  close(): Promise<void>;
};
