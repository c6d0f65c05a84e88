import { distancesModules } from "./hamming-wasm";

const pageBytes = 65_536;
/** The query comes first; groups of four may be read beyond the last descriptor. */
const queryBytes = 16;
const beyondBytes = 48;

type Distances = (query: number, from: number, groups: number, to: number) => void;

const modules = new Map<number, WebAssembly.Module>();

function loadModule(bytesEach: 16 | 8): WebAssembly.Module {
  const known = modules.get(bytesEach) ?? new WebAssembly.Module(distancesModules[bytesEach]);
  modules.set(bytesEach, known);
  return known;
}

/** Descriptors laid out for Hamming distances to all, or a run, of them. */
export class HammingDistances {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly instances = new Map<number, Distances>();
  private bytesEach: 16 | 8 = 16;
  private query = new Int32Array(0);
  private out = new Uint8Array(0);
  private outInFours = new Int32Array(0);

  /** Takes `data`, descriptors of `lanes` (4 or 2) 32-bit lanes, in the place of what was there. */
  load(data: Int32Array, lanes: number): void {
    this.makeRoom(data.length / lanes, lanes).set(data);
  }

  /** Room for `count` descriptors of `lanes` (4 or 2) 32-bit lanes, to be written into, in the place of what was there. */
  makeRoom(count: number, lanes: number): Int32Array {
    this.bytesEach = lanes === 4 ? 16 : 8;
    const outAt = queryBytes + count * this.bytesEach + beyondBytes;
    const missing = outAt + count + beyondBytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    const { buffer } = this.memory;
    this.query = new Int32Array(buffer, 0, lanes);
    this.out = new Uint8Array(buffer, outAt, count + beyondBytes);
    this.outInFours = new Int32Array(buffer, outAt, (count + 3) >> 2);
    return new Int32Array(buffer, queryBytes, count * lanes);
  }

  /** Memory that is held. */
  get sizeBytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Distances of descriptor `i` of `queries` to the loaded ones from `from` to before `to`, the first one's first; valid until the next call. */
  measure(queries: Int32Array, i: number, from: number, to: number): Uint8Array {
    const { query, out, bytesEach } = this;
    const lanes = query.length;
    for (let lane = 0; lane < lanes; lane++) query[lane] = queries[i * lanes + lane] as number;
    const groups = (to - from + 3) >> 2;
    if (groups > 0) this.instance()(0, queryBytes + from * bytesEach, groups, out.byteOffset);
    return out;
  }

  /**
   * Calls `found` with the place of each loaded descriptor from `from` to before `to` that is nearer than
   * `below` (1..128) to descriptor `i` of `queries`, and its distance. Four are looked at together, since
   * few are near.
   */
  visitNear(
    queries: Int32Array,
    i: number,
    range: { from: number; to: number },
    below: number,
    found: (place: number, distance: number) => void,
  ): void {
    const { from, to } = range;
    const distances = this.measure(queries, i, from, to);
    const bound = Math.imul(below, 0x01010101);
    const groups = (to - from + 3) >> 2;
    for (let group = 0; group < groups; group++) {
      const four = this.outInFours[group] as number;
      if (((four - bound) & ~four & 0x80808080) === 0) continue;
      const end = Math.min(to - from, 4 * group + 4);
      for (let at = 4 * group; at < end; at++) if ((distances[at] as number) < below) found(from + at, distances[at] as number);
    }
  }

  private instance(): Distances {
    const known = this.instances.get(this.bytesEach);
    if (known) return known;
    const { exports } = new WebAssembly.Instance(loadModule(this.bytesEach), { m: { memory: this.memory } });
    this.instances.set(this.bytesEach, exports.distances as Distances);
    return exports.distances as Distances;
  }
}
