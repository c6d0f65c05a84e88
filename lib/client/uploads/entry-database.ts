import type { UploadEntry } from "./upload-entry";

/** What is kept of a file that has not been sent, to go on after a reload. */
type SavedEntry = Pick<
  UploadEntry,
  "id" | "name" | "path" | "sizeBytes" | "lastModifiedMs" | "options" | "sha256" | "presigned" | "file"
> & {
  tabId: string;
};

/** The part of a drop whose bytes the browser keeps: it copies each file. Of the rest of a larger drop only the number is known after a reload. */
const savedBytesMax = 2 * 1024 ** 3;
const savedFilesMax = 2_000;
const sliceSize = 20;
const storeName = "entries";

/**
 * Unfinished uploads of one person in IndexedDB, files included, so that a reload or a crash of the
 * browser loses none. Writes go in small transactions one after the other; of a drop beyond
 * `savedBytesMax` the first files are kept, later ones take their places as those are sent.
 */
export class EntryDatabase {
  readonly #name: string;
  readonly #tabId: string;
  #opened: Promise<IDBDatabase | undefined> | undefined;
  #waiting = new Map<string, UploadEntry>();
  #saved = new Map<string, number>();
  #savedBytes = 0;
  #forgotten: string[] = [];
  #running = false;

  constructor(userId: string, tabId: string) {
    this.#name = `magpie-uploads-${userId}`;
    this.#tabId = tabId;
  }

  save(entries: readonly UploadEntry[]): void {
    for (const entry of entries) this.#waiting.set(entry.id, entry);
    void this.#run();
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#waiting.delete(id);
      this.#forgotten.push(id);
    }
    void this.#run();
  }

  /** How many files before the reload were beyond what is kept; asked once. */
  takeBeyond(): number {
    const count = Number(sessionStorage.getItem(this.#name) ?? 0);
    sessionStorage.removeItem(this.#name);
    return count;
  }

  /** Everything that tabs which are gone, or this one before its reload, left unfinished. Now it is this tab's. */
  async takeOver(isGone: (tabId: string) => boolean): Promise<SavedEntry[]> {
    const database = await this.#open();
    if (!database) return [];
    const all = await toPromise<SavedEntry[]>(database.transaction(storeName).objectStore(storeName).getAll()).catch(() => []);
    const ours = all.filter((saved) => saved.tabId === this.#tabId || isGone(saved.tabId));
    for (const saved of ours) this.#count(saved.id, saved.file ? saved.sizeBytes : 0);
    return ours;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      const database = await this.#open();
      while (database && (this.#forgotten.length > 0 || this.#hasRoom())) await this.#writeSlice(database);
    } catch {
      // No room or no permission: uploads go on, they only do not survive a reload.
      this.#waiting.clear();
      this.#forgotten = [];
    } finally {
      this.#running = false;
      sessionStorage.setItem(this.#name, String(this.#waiting.size));
    }
  }

  #hasRoom(): boolean {
    return this.#waiting.size > 0 && this.#savedBytes < savedBytesMax && this.#saved.size < savedFilesMax;
  }

  async #writeSlice(database: IDBDatabase): Promise<void> {
    const forgotten = this.#forgotten.splice(0, sliceSize * 10);
    const slice = this.#hasRoom() ? [...take(this.#waiting.values(), sliceSize)] : [];
    for (const entry of slice) this.#waiting.delete(entry.id);
    const transaction = database.transaction(storeName, "readwrite");
    const store = transaction.objectStore(storeName);
    for (const id of forgotten) {
      store.delete(id);
      this.#count(id, undefined);
    }
    for (const entry of slice) {
      if (!entry.file) continue;
      store.put(toSaved(entry, this.#tabId));
      this.#count(entry.id, entry.sizeBytes);
    }
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB gave up."));
    });
  }

  #count(id: string, sizeBytes: number | undefined): void {
    this.#savedBytes += (sizeBytes ?? 0) - (this.#saved.get(id) ?? 0);
    if (sizeBytes === undefined) this.#saved.delete(id);
    else this.#saved.set(id, sizeBytes);
  }

  #open(): Promise<IDBDatabase | undefined> {
    this.#opened ??= new Promise((resolve) => {
      if (typeof indexedDB === "undefined") return resolve(undefined);
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    });
    return this.#opened;
  }
}

function toSaved(entry: UploadEntry, tabId: string): SavedEntry {
  const { id, name, path, sizeBytes, lastModifiedMs, options, sha256, presigned, file } = entry;
  return { id, name, path, sizeBytes, lastModifiedMs, options, sha256, presigned, file, tabId };
}

function* take<T>(values: Iterable<T>, count: number): Generator<T> {
  let taken = 0;
  for (const value of values) {
    if (taken++ === count) return;
    yield value;
  }
}

function toPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
