import { limits } from "../../limits";
import { ApiError } from "../call";
import { ContentStage } from "./content-stage";
import { OutcomePoller } from "./outcome-poller";
import { attemptsMax, computeRetryDelayMs } from "./retry-delay";
import { SendError } from "./send-error";
import { isUnsent, type UploadEntry } from "./upload-entry";
import type { UploadPorts } from "./upload-ports";
import type { UploadHalt, UploadStore } from "./upload-store";

export type QueueSettings = {
  sendsMax: number;
  hashesMax: number;
  /** Hashes wait this long for others to be asked about together. */
  checkDelayMs: number;
  /** How often an unreachable server is tried. */
  reachableEveryMs: number;
};

const defaults: QueueSettings = { sendsMax: 3, hashesMax: 2, checkDelayMs: 150, reachableEveryMs: 3_000 };
const goneMessage = "The browser no longer has this file. Add it again.";

/**
 * Takes files through hashing, asking, sending and processing. UploadThing's client sends six of a
 * batch at once, rejects all for one and never tries again: hence this queue, which asks for the
 * addresses of a batch and hands the client one file at a time.
 */
export class UploadQueue {
  readonly #store: UploadStore;
  readonly #ports: UploadPorts;
  readonly #settings: QueueSettings;
  readonly #contents: ContentStage;
  readonly #poller: OutcomePoller;
  #toSend: UploadEntry[] = [];
  #sending = new Map<UploadEntry, AbortController>();
  #presigning = false;
  #sendTimer: ReturnType<typeof setTimeout> | undefined;
  #reachableTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(store: UploadStore, ports: UploadPorts, settings: Partial<QueueSettings> = {}) {
    this.#store = store;
    this.#ports = ports;
    this.#settings = { ...defaults, ...settings };
    this.#poller = new OutcomePoller(store, ports);
    const events = {
      onReady: (entry: UploadEntry) => this.#makeReady(entry),
      onEnd: (entry: UploadEntry, changes: Partial<UploadEntry>) => this.#end(entry, changes),
      onTrouble: (error: unknown) => void this.#onTrouble(error),
    };
    this.#contents = new ContentStage(store, ports, events, this.#settings);
  }

  /** Takes new files, or those of before a reload, which go on where they were. */
  add(entries: readonly UploadEntry[]): void {
    this.#store.add(entries);
    for (const entry of entries) this.#enqueue(entry);
    this.#ports.save(entries);
    this.#pump();
  }

  pause(): void {
    this.#halt("paused");
  }

  /** Goes on after a pause, and after signing in again. */
  resume(): void {
    this.#store.setHalt(undefined);
    clearTimeout(this.#reachableTimer);
    for (const entry of this.#toSend) entry.notBeforeMs = 0;
    this.#pump();
  }

  /** Tries a failed file again: sends it, or has the server process it again. */
  retry(entry: UploadEntry): void {
    if (entry.state !== "failed") return;
    if (entry.imageId) {
      this.#reprocess(entry, entry.imageId);
      return;
    }
    this.#store.update(entry, { state: entry.sha256 ? "ready" : "waiting", attempts: 0, notBeforeMs: 0, message: undefined });
    this.#enqueue(entry);
    this.#ports.save([entry]);
    this.#pump();
  }

  retryAll(): void {
    for (const entry of [...this.#store.entries()]) this.retry(entry);
  }

  /** Takes back everything that has not been sent, and forgets what is over. */
  clear(): void {
    const unsent = [...this.#store.entries()].filter((entry) => isUnsent(entry.state));
    this.#toSend = [];
    this.#contents.clear();
    for (const entry of unsent) this.#store.update(entry, { state: "failed" });
    this.#ports.forget(unsent.map((entry) => entry.id));
    for (const controller of this.#sending.values()) controller.abort();
    this.#store.clearEnded();
    this.#store.setHalt(undefined);
  }

  /** The browser says that the connection may be back. */
  checkConnection(): void {
    if (this.#store.halt === "offline") void this.#askReachable();
  }

  close(): void {
    this.#closed = true;
    for (const controller of this.#sending.values()) controller.abort();
    clearTimeout(this.#sendTimer);
    clearTimeout(this.#reachableTimer);
    this.#contents.close();
    this.#poller.close();
  }

  #enqueue(entry: UploadEntry): void {
    if (!entry.file && isUnsent(entry.state)) this.#fail(entry, new Error(goneMessage));
    else if (entry.state === "ready") {
      this.#contents.remember(entry);
      this.#toSend.push(entry);
    } else if (entry.state === "processing") this.#poller.watch(entry);
    else if (isUnsent(entry.state)) this.#contents.add(entry);
  }

  #pump(): void {
    if (this.#closed || this.#store.halt) return;
    this.#contents.pump();
    this.#pumpSends();
  }

  #makeReady(entry: UploadEntry): void {
    this.#store.update(entry, { state: "ready" });
    this.#ports.save([entry]);
    this.#toSend.push(entry);
    if (!this.#closed && !this.#store.halt) this.#pumpSends();
  }

  #pumpSends(): void {
    clearTimeout(this.#sendTimer);
    while (this.#sending.size < this.#settings.sendsMax) {
      const at = this.#toSend.findIndex((entry) => entry.notBeforeMs <= Date.now());
      const entry = this.#toSend[at];
      if (!entry) break;
      if (!entry.presigned || hasExpired(entry.presigned.url)) {
        this.#presignSoon(entry);
        return;
      }
      this.#toSend.splice(at, 1);
      void this.#send(entry, entry.presigned);
    }
    const next = this.#toSend.reduce((first, entry) => Math.min(first, entry.notBeforeMs), Number.POSITIVE_INFINITY);
    if (next > Date.now() && Number.isFinite(next)) this.#sendTimer = setTimeout(() => this.#pump(), next - Date.now());
  }

  /** A task later: what becomes ready together is asked for together. */
  #presignSoon(first: UploadEntry): void {
    if (this.#presigning) return;
    this.#presigning = true;
    setTimeout(() => void this.#presign(first));
  }

  /** Asks for the addresses of up to a batch of files that go with `first`. */
  async #presign(first: UploadEntry): Promise<void> {
    const batch = this.#toSend
      .filter((entry) => (!entry.presigned || hasExpired(entry.presigned.url)) && goTogether(entry, first))
      .slice(0, limits.upload.filesPerBatchMax);
    try {
      const files = batch.map((entry) => entry.file ?? new File([], entry.name));
      const presigned = batch.length > 0 ? await this.#ports.presign(files, first.options) : [];
      for (const [index, entry] of batch.entries()) this.#store.update(entry, { presigned: presigned[index] });
      this.#ports.save(batch);
    } catch (error) {
      const trouble = this.#onTrouble(error);
      for (const entry of batch) {
        if (trouble === "final" || trouble === "address") this.#fail(entry, error);
        else if (trouble === "interrupted") this.#retryLater(entry, error);
      }
    } finally {
      this.#presigning = false;
      this.#pump();
    }
  }

  async #send(entry: UploadEntry, presigned: NonNullable<UploadEntry["presigned"]>): Promise<void> {
    const controller = new AbortController();
    this.#sending.set(entry, controller);
    this.#store.update(entry, { state: "sending" });
    const onProgress = (sentBytes: number) => {
      if (entry.state === "sending") this.#store.update(entry, { sentBytes });
    };
    try {
      if (!entry.file) throw new SendError("final", goneMessage);
      const result = await this.#ports.send(entry.file, presigned, { signal: controller.signal, onProgress });
      if (result.outcome === "created") this.#startProcessing(entry, result.imageId);
      else if (result.outcome === "rejected") this.#end(entry, { state: "refused", message: result.detail });
      else this.#end(entry, { state: "known", imageId: result.imageId, place: result.place, message: result.originalName });
    } catch (error) {
      if (entry.state === "sending") this.#afterFailedSend(entry, error, controller.signal.aborted);
    } finally {
      this.#sending.delete(entry);
      this.#pump();
    }
  }

  #startProcessing(entry: UploadEntry, imageId: string): void {
    this.#store.update(entry, { state: "processing", imageId, sentBytes: entry.sizeBytes, file: undefined });
    this.#ports.forget([entry.id]);
    this.#poller.watch(entry);
  }

  #reprocess(entry: UploadEntry, imageId: string): void {
    this.#store.update(entry, { state: "processing", message: undefined });
    this.#ports.reprocess([imageId]).then(
      () => this.#poller.watch(entry),
      (error: unknown) => this.#store.update(entry, { state: "failed", message: toMessage(error) }),
    );
  }

  #afterFailedSend(entry: UploadEntry, error: unknown, wasAborted: boolean): void {
    const trouble = wasAborted ? "aborted" : this.#onTrouble(error);
    if (trouble === "final") {
      this.#fail(entry, error);
      return;
    }
    this.#store.update(entry, { state: "ready", ...(trouble === "address" && { presigned: undefined }) });
    this.#toSend.unshift(entry);
    if (trouble !== "aborted" && trouble !== "signed-out") this.#retryLater(entry, error);
  }

  /** Counts an attempt of an entry that waits to be sent. */
  #retryLater(entry: UploadEntry, error: unknown): void {
    const attempts = entry.attempts + 1;
    const askedForS = error instanceof SendError ? error.retryAfterS : 0;
    if (attempts >= attemptsMax) this.#fail(entry, error);
    else this.#store.update(entry, { attempts, notBeforeMs: Date.now() + computeRetryDelayMs(attempts, askedForS) });
  }

  #fail(entry: UploadEntry, error: unknown): void {
    this.#toSend = this.#toSend.filter((one) => one !== entry);
    this.#end(entry, { state: "failed", message: toMessage(error), presigned: undefined });
  }

  /** A failed one keeps its file, so that it can be tried again. */
  #end(entry: UploadEntry, changes: Partial<UploadEntry>): void {
    this.#store.update(entry, { ...changes, ...(changes.state !== "failed" && { file: undefined }) });
    this.#ports.forget([entry.id]);
  }

  /** Halts the queue where the trouble is everybody's, and says what kind it is. */
  #onTrouble(error: unknown): SendError["kind"] {
    const kind = kindOf(error);
    if (kind === "signed-out" || kind === "offline") this.#halt(kind);
    return kind;
  }

  #halt(halt: NonNullable<UploadHalt>): void {
    if (this.#store.halt === "paused") return;
    this.#store.setHalt(halt);
    for (const controller of this.#sending.values()) controller.abort();
    if (halt === "offline") this.#waitForServer();
  }

  #waitForServer(): void {
    clearTimeout(this.#reachableTimer);
    this.#reachableTimer = setTimeout(() => void this.#askReachable(), this.#settings.reachableEveryMs);
  }

  async #askReachable(): Promise<void> {
    const reachable = await this.#ports.isReachable();
    if (this.#closed || this.#store.halt !== "offline") return;
    if (reachable) this.resume();
    else this.#waitForServer();
  }
}

function kindOf(error: unknown): SendError["kind"] {
  if (error instanceof SendError) return error.kind;
  if (!(error instanceof ApiError)) return "final";
  if (error.code === "offline") return "offline";
  if (error.status === 401) return "signed-out";
  return error.status >= 500 || error.status === 429 ? "interrupted" : "final";
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : "Something went wrong.";
}

function goTogether(a: UploadEntry, b: UploadEntry): boolean {
  const [one, other] = [a.options, b.options];
  const isAlike = one.detectDuplicates === other.detectDuplicates && one.onDuplicate === other.onDuplicate;
  return one.collectionId === other.collectionId && isAlike;
}

/** An address that ends within a minute is asked for anew. */
function hasExpired(url: string): boolean {
  const expires = Number(/[?&]expires=(\d+)/.exec(url)?.[1] ?? Number.POSITIVE_INFINITY);
  return expires < Date.now() + 60_000;
}
