import { limits } from "../../limits";
import { isUnsent, type UploadEntry } from "./upload-entry";
import type { UploadPorts } from "./upload-ports";
import type { UploadStore } from "./upload-store";

/** What the stage tells the queue. */
export type ContentStageEvents = {
  /** The content is new here: send it. */
  onReady(entry: UploadEntry): void;
  onEnd(entry: UploadEntry, changes: Partial<UploadEntry>): void;
  onTrouble(error: unknown): void;
};

export type ContentStageSettings = { hashesMax: number; checkDelayMs: number; reachableEveryMs: number };

const checkMax = Math.min(500, limits.upload.hashesPerCheckMax);

/**
 * Hashes files and asks which contents are already here, before a byte is sent. Of equal files that
 * were added together, or are on their way at the same time, the first goes on, the others are
 * "same as". With detection off, both questions are skipped.
 */
export class ContentStage {
  readonly #store: UploadStore;
  readonly #ports: Pick<UploadPorts, "hash" | "check">;
  readonly #events: ContentStageEvents;
  readonly #settings: ContentStageSettings;
  #toHash: UploadEntry[] = [];
  #toCheck: UploadEntry[] = [];
  #byContent = new Map<string, UploadEntry>();
  #hashing = 0;
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(store: UploadStore, ports: Pick<UploadPorts, "hash" | "check">, events: ContentStageEvents, settings: ContentStageSettings) {
    this.#store = store;
    this.#ports = ports;
    this.#events = events;
    this.#settings = settings;
  }

  /** Takes an entry that waits to be hashed; its file is known to be there. */
  add(entry: UploadEntry): void {
    this.#toHash.push(entry);
  }

  /** Remembers the content of an entry that was hashed before a reload. */
  remember(entry: UploadEntry): void {
    if (entry.sha256) this.#byContent.set(entry.sha256, entry);
  }

  clear(): void {
    this.#toHash = [];
    this.#toCheck = [];
    this.#byContent.clear();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#checkTimer);
  }

  pump(): void {
    if (this.#closed || this.#store.halt) return;
    while (this.#hashing < this.#settings.hashesMax) {
      const entry = this.#toHash.shift();
      if (!entry) break;
      void this.#hash(entry);
    }
    this.#scheduleCheck();
  }

  async #hash(entry: UploadEntry): Promise<void> {
    this.#hashing++;
    this.#store.update(entry, { state: "hashing" });
    try {
      const sha256 = entry.file ? await this.#ports.hash(entry.file) : "";
      if (entry.state === "hashing") this.#afterHash(entry, sha256);
    } catch {
      this.#events.onEnd(entry, { state: "failed", message: "The file could not be read. It may have been moved or changed." });
    } finally {
      this.#hashing--;
      this.pump();
    }
  }

  #afterHash(entry: UploadEntry, sha256: string): void {
    if (!entry.options.detectDuplicates) {
      this.#store.update(entry, { sha256 });
      this.#events.onReady(entry);
      return;
    }
    const first = this.#byContent.get(sha256);
    if (first && first !== entry && stands(first, entry)) {
      this.#events.onEnd(entry, { state: "same", sha256, message: first.name });
      return;
    }
    this.#byContent.set(sha256, entry);
    this.#store.update(entry, { state: "checking", sha256 });
    this.#toCheck.push(entry);
  }

  /** Hashes wait a moment for others, so that many are asked about at once. */
  #scheduleCheck(): void {
    if (this.#toCheck.length === 0 || this.#checkTimer) return;
    const delayMs = this.#toCheck.length >= checkMax ? 0 : this.#settings.checkDelayMs;
    this.#checkTimer = setTimeout(() => void this.#check(), delayMs);
  }

  async #check(): Promise<void> {
    const entries = this.#toCheck.splice(0, checkMax);
    let retryInMs = 0;
    try {
      const known = await this.#ports.check([...new Set(entries.map((entry) => entry.sha256 ?? ""))]);
      const byHash = new Map(known.map((one) => [one.sha256, one]));
      for (const entry of entries) {
        if (entry.state !== "checking") continue;
        const found = byHash.get(entry.sha256 ?? "");
        if (found) this.#events.onEnd(entry, { state: "known", imageId: found.imageId, place: found.place, message: found.originalName });
        else this.#events.onReady(entry);
      }
    } catch (error) {
      this.#toCheck.unshift(...entries.filter((entry) => entry.state === "checking"));
      retryInMs = this.#settings.reachableEveryMs;
      this.#events.onTrouble(error);
    }
    this.#checkTimer = retryInMs > 0 ? setTimeout(() => this.#goOn(), retryInMs) : undefined;
    this.pump();
  }

  #goOn(): void {
    this.#checkTimer = undefined;
    this.pump();
  }
}

/** Whether an equal file speaks for a later one; one of an earlier drop that is over is asked about anew. */
function stands(first: UploadEntry, later: UploadEntry): boolean {
  if (first.state === "failed" || first.state === "refused") return false;
  return first.dropId === later.dropId || isUnsent(first.state);
}
