import type { Db } from "../db/client";

/** What each job carries. The queue knows no handler. */
export type JobData = {
  /** Brings the feature index of a library (without a collection) or of a collection up to date. */
  "index-features": { ownerId: string; collectionId: string | null };
  "ingest-image": { imageId: string };
  "import-folder": { importId: string };
  /** Goes on with running steps again for a person's images, or those of a collection, after one of them. */
  "process-again": { ownerId: string; collectionId: string | null; steps: readonly string[]; afterId: string };
  housekeeping: Record<string, never>;
};
export type JobName = keyof JobData;
export type Job<N extends JobName = JobName> = {
  id: string;
  name: N;
  data: JobData[N];
  /** After this attempt the job is dead: `fail` does not bring it back. */
  isLastAttempt: boolean;
};

/** Durable background jobs. A job that waits already is not added a second time. */
export type Queue = {
  /**
   * Adds jobs inside the caller's transaction: the job exists exactly when the row does. `behind`: what
   * nobody waits for, to be taken when no other job of this name waits; added without it later, it is taken like others.
   */
  enqueue<N extends JobName>(tx: Db, name: N, data: readonly JobData[N][], when?: "behind"): Promise<void>;
  /**
   * Takes up to `count` jobs that wait, those behind others last, and the oldest first; each must be completed, failed or given back, or it
   * comes back after its expiry. In the same go it completes those of `done`.
   */
  take<N extends JobName>(name: N, count: number, done?: readonly Job<N>[]): Promise<Job<N>[]>;
  /** Removes jobs: they are done, or dead and were seen to. */
  complete(...jobs: readonly Job[]): Promise<void>;
  /** Gives a job back; it is retried with a growing delay, `limits.job.retriesMax` times, then it is dead. */
  fail(job: Job, reason: string): Promise<void>;
  /** Gives jobs back as if they had never been taken: a worker that stops. */
  giveBack(jobs: readonly Job[]): Promise<void>;
  /** Says that these jobs are still worked on, so that they do not expire. */
  keepAlive(jobs: readonly Job[]): Promise<void>;
  /** Brings back jobs whose worker has not been heard of for `limits.job.expireS`; one attempt is used up. */
  expireJobs(): Promise<void>;
  /** Brings back every taken job at once. Only where it is certain that no other worker runs. One attempt is used up. */
  releaseTaken(): Promise<void>;
  /** Jobs that used up their attempts; the caller sees to what they were for, then completes them. */
  listDead<N extends JobName>(name: N): Promise<Job<N>[]>;
  close(): Promise<void>;
};
