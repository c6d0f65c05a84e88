import { isEnd, isInTrash, type UploadEntry, type UploadState, uploadStates } from "./upload-entry";

/** Why the queue stands still, if it does. */
export type UploadHalt = "paused" | "offline" | "signed-out" | undefined;

/** Everything at a glance; a new object whenever anything changed. */
export type UploadSummary = {
  version: number;
  files: number;
  counts: Readonly<Record<UploadState, number>>;
  /** Of the known ones: those whose equal picture is in the trash. */
  trashed: number;
  /** Files that nothing more happens to. */
  ended: number;
  totalBytes: number;
  /** Bytes of ended files and of those sent so far. */
  doneBytes: number;
  bytesPerS: number;
  ignored: Readonly<Record<string, number>>;
  halt: UploadHalt;
  /** Files of before a reload that the browser no longer has. */
  lost: number;
};

const rateWindowMs = 1_000;
/** Ten times a second is as often as anybody reads numbers. */
const notifyEveryMs = 100;

/**
 * The entries of the upload panel outside React: thousands of them change many times a second, so
 * sums are kept as they change and listeners are called at most ten times a second.
 */
export class UploadStore {
  #entries = new Map<string, UploadEntry>();
  #ids: string[] = [];
  #listeners = new Set<() => void>();
  #scheduled = false;
  #toldAtMs = 0;
  #stale = true;
  #summary: UploadSummary | undefined;
  #counts = emptyCounts();
  #trashed = 0;
  #totalBytes = 0;
  #endedBytes = 0;
  #sentBytes = 0;
  #ignored: Record<string, number> = {};
  #halt: UploadHalt;
  #lost = 0;
  #rate = { bytesPerS: 0, sentBytes: 0, atMs: 0 };
  #transferredBytes = 0;

  /** Ids in the order the files were added; a new array when some are added or removed. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  get(id: string): UploadEntry | undefined {
    return this.#entries.get(id);
  }

  /** Why the queue stands still, without waiting for the next frame. */
  get halt(): UploadHalt {
    return this.#halt;
  }

  entries(): IterableIterator<UploadEntry> {
    return this.#entries.values();
  }

  add(entries: readonly UploadEntry[]): void {
    for (const entry of entries) {
      this.#entries.set(entry.id, entry);
      this.#count(entry, 1);
    }
    this.#ids = [...this.#ids, ...entries.map((entry) => entry.id)];
    this.#notify();
  }

  /** Changes an entry in place; its sums follow. */
  update(entry: UploadEntry, changes: Partial<UploadEntry>): void {
    if (!this.#entries.has(entry.id)) return;
    const sent = (changes.sentBytes ?? entry.sentBytes) - entry.sentBytes;
    if (entry.state === "sending" && sent > 0) this.#transferredBytes += sent;
    this.#count(entry, -1);
    Object.assign(entry, changes);
    this.#count(entry, 1);
    this.#notify();
  }

  /** Forgets entries that are over. */
  clearEnded(): void {
    for (const entry of [...this.#entries.values()]) {
      if (!isEnd(entry.state)) continue;
      this.#count(entry, -1);
      this.#entries.delete(entry.id);
    }
    this.#ids = [...this.#entries.keys()];
    this.#ignored = {};
    this.#lost = 0;
    this.#notify();
  }

  addIgnored(reason: string, count = 1): void {
    this.#ignored = { ...this.#ignored, [reason]: (this.#ignored[reason] ?? 0) + count };
    this.#notify();
  }

  setHalt(halt: UploadHalt): void {
    this.#halt = halt;
    this.#notify();
  }

  setLost(count: number): void {
    this.#lost = count;
    this.#notify();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until something changed and the listeners have been told. */
  getSummary = (): UploadSummary => {
    if (this.#summary && (this.#scheduled || !this.#stale)) return this.#summary;
    this.#stale = false;
    this.#summary = {
      version: (this.#summary?.version ?? 0) + 1,
      files: this.#entries.size,
      counts: { ...this.#counts },
      trashed: this.#trashed,
      ended: uploadStates.filter(isEnd).reduce((sum, state) => sum + this.#counts[state], 0),
      totalBytes: this.#totalBytes,
      doneBytes: this.#endedBytes + this.#sentBytes,
      bytesPerS: this.#measureRate(),
      ignored: this.#ignored,
      halt: this.#halt,
      lost: this.#lost,
    };
    return this.#summary;
  };

  #count(entry: UploadEntry, sign: 1 | -1): void {
    this.#counts[entry.state] += sign;
    if (isInTrash(entry)) this.#trashed += sign;
    this.#totalBytes += sign * entry.sizeBytes;
    if (isEnd(entry.state)) this.#endedBytes += sign * entry.sizeBytes;
    else this.#sentBytes += sign * Math.min(entry.sentBytes, entry.sizeBytes);
  }

  /** Bytes per second, smoothed over about five seconds. */
  #measureRate(): number {
    const nowMs = Date.now();
    const passedMs = nowMs - this.#rate.atMs;
    if (passedMs < rateWindowMs) return this.#rate.bytesPerS;
    const latest = ((this.#transferredBytes - this.#rate.sentBytes) * 1_000) / passedMs;
    const isFirst = this.#rate.atMs === 0 || passedMs > 10 * rateWindowMs;
    const bytesPerS = isFirst ? 0 : this.#rate.bytesPerS === 0 ? latest : 0.8 * this.#rate.bytesPerS + 0.2 * latest;
    this.#rate = { bytesPerS, sentBytes: this.#transferredBytes, atMs: nowMs };
    return bytesPerS;
  }

  #notify(): void {
    this.#stale = true;
    if (this.#scheduled) return;
    this.#scheduled = true;
    const tell = () => {
      this.#scheduled = false;
      this.#toldAtMs = Date.now();
      for (const listener of [...this.#listeners]) listener();
    };
    const waitMs = Math.max(0, this.#toldAtMs + notifyEveryMs - Date.now());
    if (waitMs > 0 || typeof requestAnimationFrame !== "function" || document.hidden) setTimeout(tell, waitMs);
    else requestAnimationFrame(tell);
  }
}

function emptyCounts(): Record<UploadState, number> {
  return Object.fromEntries(uploadStates.map((state) => [state, 0])) as Record<UploadState, number>;
}
