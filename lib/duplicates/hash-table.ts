import { stringify } from "uuid";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { leastDistances, packedWords, packHash, type TurnedDistances, toHashQuery } from "../imaging/turned-hashes";
import { limits } from "../limits";
import { findHashCursor, listHashChanges, loadHashes, packedRow } from "./hash-queries";

const { hashesPerQuery, hashesInMemoryMax, hashesPerTurn } = limits.duplicates;

/** An image whose hash is near. */
export type HashNeighbor = { imageId: string } & TurnedDistances;

/**
 * [Note: Hashes in memory] All hashes of a person in one array of 32 bytes each, which is scanned for
 * each new picture: exact at any size and for any distance. Before each scan it is brought up to date by
 * what changed since the last one, so every hash that was committed before is there, whichever process
 * wrote it. Measured at 100,000 hashes, eight turns each, on two busy cores: this scan 30 to 39 ms, and
 * 120 to 380 ms once per process to read all. In SQL on PostgreSQL 17 and PGlite: a scan 117 and 312 to
 * 428 ms; multi-index hashing (16 chunks of 16 bits, each within 1) 45 and 28 ms with a table of 149 MB
 * for what then has to be compared, 3,200 hashes at random; with a GIN index over arrays 40 s. The 64
 * bits within 12 cannot be found by chunks at all (4 of 16 bits, each within 3: 22,000 keys).
 */
export class HashTable {
  private ids: string[] = [];
  private words = new Int32Array(0);
  private rows = new Map<string, number>();
  private cursor: string | undefined;
  private updating: Promise<void> = Promise.resolve();

  get size(): number {
    return this.ids.length;
  }

  /** Brings the table up to date with all that was committed before the call. */
  async update(db: Db, scope: Scope): Promise<void> {
    const next = this.updating.then(() => this.readChanges(db, scope));
    this.updating = next.catch(() => {});
    await next;
  }

  /**
   * The images near one of the table, itself left out; undefined when it has no hash. `isNear` decides
   * by the distances. Yields to the event loop in between; what the table learns meanwhile is not seen.
   */
  async findNear(imageId: string, isNear: (distances: TurnedDistances) => boolean): Promise<HashNeighbor[] | undefined> {
    const { ids, words } = this;
    const count = ids.length;
    const own = this.rows.get(imageId);
    if (own === undefined) return undefined;
    const query = toHashQuery(words, own * packedWords);
    const found: HashNeighbor[] = [];
    for (let row = 0; row < count; row++) {
      const distances = leastDistances(query, words, row * packedWords);
      const id = isNear(distances) ? ids[row] : undefined;
      if (id && row !== own) found.push({ imageId: id, ...distances });
      if (row % hashesPerTurn === hashesPerTurn - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    return found;
  }

  private async readChanges(db: Db, scope: Scope): Promise<void> {
    if (this.cursor === undefined) return this.readAll(db, scope);
    const { cursor, changes, isTooMuch } = await listHashChanges(db, scope, this.cursor, hashesPerQuery);
    if (isTooMuch) return this.readAll(db, scope);
    for (const { imageId, hash } of changes) {
      if (hash) this.put(imageId, hash);
      else this.remove(imageId);
    }
    this.cursor = cursor;
  }

  private async readAll(db: Db, scope: Scope): Promise<void> {
    [this.ids, this.rows, this.words] = [[], new Map(), new Int32Array(0)];
    this.cursor = await findHashCursor(db);
    for (let afterId: string | undefined; ; ) {
      const page = await loadHashes(db, scope, afterId, hashesPerQuery);
      for (let at = 0; at < page.length; at += packedRow.bytes) {
        const hash = page.subarray(at + packedRow.idBytes + packedRow.lengthBytes, at + packedRow.bytes);
        this.put(stringify(page.subarray(at, at + packedRow.idBytes)), hash);
      }
      if (page.length < hashesPerQuery * packedRow.bytes) return;
      afterId = this.ids.at(-1);
    }
  }

  private put(imageId: string, hash: Uint8Array): void {
    const row = this.rows.get(imageId) ?? this.ids.push(imageId) - 1;
    this.rows.set(imageId, row);
    if (this.words.length < this.ids.length * packedWords) this.grow();
    packHash(hash, this.words, row * packedWords);
  }

  /** Its row stays, without a name, so that no other one changes its place during a scan. */
  private remove(imageId: string): void {
    const row = this.rows.get(imageId);
    if (row === undefined) return;
    this.rows.delete(imageId);
    this.ids[row] = "";
  }

  private grow(): void {
    const words = new Int32Array(Math.max(1_024, Math.ceil(this.ids.length * 1.5)) * packedWords);
    words.set(this.words);
    this.words = words;
  }
}

/** Tables of this process by owner, the one used longest ago first. */
const tables = new Map<string, HashTable>();

/**
 * The up-to-date hashes of a person. This process remembers those of the people it worked for last, up to
 * `hashesInMemoryMax` hashes together, but always one person's.
 */
export async function openHashTable(db: Db, scope: Scope): Promise<HashTable> {
  const table = tables.get(scope.ownerId) ?? new HashTable();
  tables.delete(scope.ownerId);
  tables.set(scope.ownerId, table);
  let total = 0;
  for (const each of tables.values()) total += each.size;
  for (const [ownerId, each] of tables) {
    if (total <= hashesInMemoryMax || each === table) break;
    total -= each.size;
    tables.delete(ownerId);
  }
  await table.update(db, scope);
  return table;
}
