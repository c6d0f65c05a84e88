import type { DuplicateGroup } from "../../duplicates/schema";
import { ApiError } from "../call";
import type { GroupDecision } from "./group-choice";

/** A group with what was decided about it. */
export type DecidedGroup = { group: DuplicateGroup; decision: GroupDecision };

/** How decisions reach the server, and what the page does with the answers. */
export type QueuePorts = {
  send(decided: DecidedGroup): Promise<void>;
  undo(decided: DecidedGroup): Promise<void>;
  /** Takes groups off the page, and puts them back. */
  hide(groups: readonly DuplicateGroup[]): void;
  show(groups: readonly DuplicateGroup[]): void;
  /** Nothing of what was decided at once is left to undo: it has been undone, or was refused. */
  ended(batch: Batch): void;
  /** A decision was refused, and its group is back. */
  failed(decided: DecidedGroup, error: unknown): void;
  /** All that was decided has been sent. */
  settled(): void;
};

/** Groups decided about at once, to be undone at once. */
export type Batch = { id: number; label: string; jobs: Job[] };
type Job = DecidedGroup & { state: "waiting" | "sending" | "sent" | "undone" | "failed" };

/** The server said that there were too many requests: so long nothing is sent. */
const pauseMs = 5_000;
const batchesMax = 200;

/**
 * Decisions on their way to the server, sent one after the other in the order they were made. The
 * page goes on at once; what is refused comes back to it. An undone decision that has not been
 * sent yet is never sent.
 */
export class DecisionQueue {
  #ports: QueuePorts;
  #waiting: Job[] = [];
  #batches: Batch[] = [];
  #settledAt = new Map<string, number>();
  #running: Promise<void> | undefined;
  /** The job on its way, and what is being undone: nothing is sent meanwhile, since it may be about the same pictures. */
  #inFlight: Promise<void> | undefined;
  #undoing: Promise<unknown> | undefined;
  #listeners = new Set<() => void>();
  #unsent = 0;
  #made = 0;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** How many decisions have not been answered yet. */
  unsent = (): number => this.#unsent;

  /** Whether an answer that was asked for at `sinceMs` may still name a group that has been decided about. */
  covers(groupId: string, sinceMs: number): boolean {
    const at = this.#settledAt.get(groupId);
    return at !== undefined && at >= sinceMs;
  }

  /** Takes groups off the page and sends what was decided about them. */
  decide(label: string, decided: readonly DecidedGroup[]): Batch {
    const jobs = decided.map((one): Job => ({ ...one, state: "waiting" }));
    const batch = { id: ++this.#made, label, jobs };
    this.#batches = [...this.#batches, batch].slice(-batchesMax);
    for (const { group } of jobs) this.#settledAt.set(group.id, Number.POSITIVE_INFINITY);
    this.#ports.hide(jobs.map(({ group }) => group));
    this.#waiting.push(...jobs);
    this.#count(jobs.length);
    this.#run();
    return batch;
  }

  /** The newest decisions that can still be undone. */
  last(): Batch | undefined {
    return this.#batches.findLast(isStanding);
  }

  /**
   * Takes decisions back: their groups are on the page at once, and what had been sent is undone on the server.
   * @throws what the server answered; the decisions then stand
   */
  async undo(batch: Batch): Promise<void> {
    this.#batches = this.#batches.filter((other) => other !== batch);
    this.#ports.ended(batch);
    const jobs = batch.jobs.filter(({ state }) => state !== "failed" && state !== "undone");
    const unsent = jobs.filter(({ state }) => state === "waiting");
    for (const job of unsent) job.state = "undone";
    this.#waiting = this.#waiting.filter(({ state }) => state === "waiting");
    this.#count(-unsent.length);
    for (const { group } of jobs) this.#settledAt.delete(group.id);
    this.#ports.show(jobs.map(({ group }) => group));
    const undoing = this.#undoSent(jobs.filter(({ state }) => state !== "undone"));
    this.#undoing = Promise.allSettled([this.#undoing, undoing]);
    await undoing;
  }

  async #undoSent(jobs: readonly Job[]): Promise<void> {
    if (jobs.some(({ state }) => state === "sending")) await this.#inFlight;
    const standing: DuplicateGroup[] = [];
    let refusal: unknown;
    for (const job of jobs.filter(({ state }) => state === "sent")) {
      try {
        await this.#patiently(() => this.#ports.undo(job));
        job.state = "undone";
        this.#settledAt.delete(job.group.id);
      } catch (error) {
        refusal ??= error;
        standing.push(job.group);
      }
    }
    if (standing.length > 0) this.#ports.hide(standing);
    this.#ports.settled();
    if (refusal !== undefined) throw refusal;
  }

  /** Resolves once all that has been decided so far has been answered. */
  async settle(): Promise<void> {
    await this.#running;
    await this.#undoing;
  }

  /** What has not been sent, to be sent by other means when the page goes away. */
  takeUnsent(): DecidedGroup[] {
    const unsent = this.#waiting;
    this.#waiting = [];
    this.#count(-unsent.length);
    return unsent;
  }

  #run(): void {
    this.#running ??= this.#sendAll().finally(() => {
      this.#running = undefined;
      this.#ports.settled();
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#undoing;
      const job = this.#waiting.shift();
      if (!job) return;
      job.state = "sending";
      this.#inFlight = this.#send(job);
      await this.#inFlight;
      this.#count(-1);
    }
  }

  async #send(job: Job): Promise<void> {
    try {
      await this.#patiently(() => this.#ports.send(job));
      job.state = "sent";
      this.#settledAt.set(job.group.id, performance.now());
    } catch (error) {
      job.state = "failed";
      this.#settledAt.delete(job.group.id);
      this.#ports.show([job.group]);
      const batch = this.#batches.find(({ jobs }) => jobs.includes(job));
      if (batch && !isStanding(batch)) this.#ports.ended(batch);
      this.#ports.failed(job, error);
    }
  }

  /** Waits until the server takes requests again, for a minute and a half at most. */
  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        if (tries > 18 || !(error instanceof ApiError) || error.status !== 429) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  #count(by: number): void {
    this.#unsent += by;
    for (const listener of [...this.#listeners]) listener();
  }
}

function isStanding({ jobs }: Batch): boolean {
  return jobs.some(({ state }) => state !== "failed" && state !== "undone");
}
