import { leastModules } from "./least-wasm";

const pageBytes = 65_536;
/** Centres that are compared at once. */
const perGroup = 16;
/** The query comes first. */
const queryBytes = 16;
/** Descriptors of 16 bytes that differ in every bit. */
const farthest = 128;

type Least = (query: number, centres: number, groups: number, row: number) => number;

const modules = new Map<number, WebAssembly.Module>();

function loadModule(bytesEach: 16 | 8): WebAssembly.Module {
  const known = modules.get(bytesEach) ?? new WebAssembly.Module(leastModules[bytesEach]);
  modules.set(bytesEach, known);
  return known;
}

/** Runs of binary descriptors, laid out to find which of a run are nearest to another one. */
export class NearestCentres {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly instances = new Map<number, Least>();
  private bytesEach: 16 | 8 = 16;
  private starts: Uint32Array = Uint32Array.of(0);
  /** By run: where it begins among all centres laid out, each run filled up to whole groups. */
  private places = Uint32Array.of(0);
  private query = new Int32Array(0);
  private row = new Uint8Array(0);
  private rowInFours = new Int32Array(0);

  /**
   * Takes descriptors of `lanes` (4 or 2) 32-bit lanes in the place of those that were there, in runs: those of
   * run r are `starts[r]` to before `starts[r + 1]`.
   */
  load(centres: Int32Array, lanes: number, starts: Uint32Array): void {
    this.bytesEach = lanes === 4 ? 16 : 8;
    this.starts = starts;
    this.places = new Uint32Array(starts.length);
    let longest = 0;
    for (let run = 0; run + 1 < starts.length; run++) {
      const padded = perGroup * this.groupsOf(run);
      this.places[run + 1] = (this.places[run] as number) + padded;
      longest = Math.max(longest, padded);
    }
    const rowAt = queryBytes + (this.places.at(-1) as number) * this.bytesEach;
    const missing = rowAt + longest - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    const { buffer } = this.memory;
    this.query = new Int32Array(buffer, 0, lanes);
    this.row = new Uint8Array(buffer, rowAt, longest);
    this.rowInFours = new Int32Array(buffer, rowAt, longest / 4);
    const from = new Uint8Array(centres.buffer, centres.byteOffset, centres.byteLength);
    const to = new Uint8Array(buffer, queryBytes);
    for (let run = 0; run + 1 < starts.length; run++) this.layRun(from, to, run);
  }

  /** The place among all centres of the one of a run that is nearest to descriptor `i` of `queries`; the first of equally near ones. */
  findNearest(queries: Int32Array, i: number, run: number): number {
    return (this.starts[run] as number) + this.row.indexOf(this.measure(queries, i, run));
  }

  /**
   * Calls `found` with the place and distance of each centre of a run that is nearer to descriptor `i` of `queries`
   * than `below()`, which may fall with each that is found. Four are looked at together, since few are near.
   */
  visitNear(queries: Int32Array, i: number, run: number, below: () => number, found: (place: number, distance: number) => void): void {
    const least = this.measure(queries, i, run);
    const { row, rowInFours } = this;
    const start = this.starts[run] as number;
    const count = (this.starts[run + 1] as number) - start;
    let worst = below();
    for (let at = 0; at < count && worst > least; ) {
      if (worst <= farthest) at = 4 * skipFar(rowInFours, at >> 2, (count + 3) >> 2, worst);
      for (const end = Math.min(count, at + 4); at < end; at++) {
        const distance = row[at] as number;
        if (distance >= worst) continue;
        found(start + at, distance);
        worst = below();
      }
    }
  }

  /** Measures the distances of a run; gives the least. */
  private measure(queries: Int32Array, i: number, run: number): number {
    const { query, places } = this;
    const lanes = query.length;
    for (let lane = 0; lane < lanes; lane++) query[lane] = queries[i * lanes + lane] as number;
    const groups = this.groupsOf(run);
    if (groups === 0) return farthest;
    return this.instance()(0, queryBytes + (places[run] as number) * this.bytesEach, groups, this.row.byteOffset);
  }

  private groupsOf(run: number): number {
    return Math.ceil(((this.starts[run + 1] as number) - (this.starts[run] as number)) / perGroup);
  }

  /** Groups are filled up with the last centre again: the first of equally near ones is meant. */
  private layRun(from: Uint8Array, to: Uint8Array, run: number): void {
    const { bytesEach } = this;
    const [start, end, place] = [this.starts[run] as number, this.starts[run + 1] as number, this.places[run] as number];
    for (let at = 0; at < perGroup * this.groupsOf(run); at++) {
      const centre = Math.min(start + at, end - 1) * bytesEach;
      const column = (place + at - (at % perGroup)) * bytesEach + (at % perGroup);
      for (let byte = 0; byte < bytesEach; byte++) to[column + byte * perGroup] = from[centre + byte] as number;
    }
  }

  private instance(): Least {
    const known = this.instances.get(this.bytesEach);
    if (known) return known;
    const { exports } = new WebAssembly.Instance(loadModule(this.bytesEach), { m: { memory: this.memory } });
    this.instances.set(this.bytesEach, exports.least as Least);
    return exports.least as Least;
  }
}

/** The first four from `from` to before `to` of which one is nearer than `below` (1..128); `to`: none is. */
function skipFar(rowInFours: Int32Array, from: number, to: number, below: number): number {
  const bound = Math.imul(below, 0x01010101);
  for (let group = from; group < to; group++) {
    const four = rowInFours[group] as number;
    if (((four - bound) & ~four & 0x80808080) !== 0) return group;
  }
  return to;
}
