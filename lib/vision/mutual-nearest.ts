import { nearestModules } from "./nearest-wasm";

const pageBytes = 65_536;
/** Columns that are compared at once. */
const perGroup = 16;
/** Of columns that are none: further away than anything. */
const nowhere = 255;

/** Pairs of places that are each other's nearest, and how far apart. */
export type MutualPairs = { from: number[]; to: number[]; distance: number[] };

type Nearest = (
  query: number,
  columns: number,
  groups: number,
  hidden: number,
  row: number,
  before: number,
  after: number,
  least: number,
) => void;

/** Room for so many descriptors of either picture, and where what is compared lies in memory. */
type Room = {
  rows: number;
  columns: number;
  bytes: Uint8Array;
  columnsAt: number;
  /** [columns]: what is passed over, the distances of one row, and the least of each column before and after it, in turns. */
  hidden: Uint8Array;
  row: Uint8Array;
  leastOfColumns: readonly [Uint8Array, Uint8Array];
  leastOfRow: Uint8Array;
};

const descriptorBytesMax = 16;

/** Finds binary descriptors of two pictures that are each other's nearest; it holds the memory of one caller. */
export class MutualNearest {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly instances = new Map<number, Nearest>();
  private room = this.makeRoom(512, 512);

  /**
   * Pairs of descriptors of `bytesEach` bytes, at most `distanceMax` (0..128) bits apart, of which neither has a
   * nearer one in the other picture; of equally near ones the first. What is `taken` (1) of the second is passed over.
   * In the order of the first picture's.
   */
  find(
    from: Uint8Array,
    to: Uint8Array,
    { bytesEach, distanceMax, taken }: { bytesEach: 16 | 8; distanceMax: number; taken?: Uint8Array | undefined },
  ): MutualPairs {
    const groups = this.lay(from, to, bytesEach, taken);
    const nearest = this.instance(bytesEach);
    const { columnsAt, hidden, row, leastOfColumns, leastOfRow } = this.room;
    const rows = groups === 0 ? 0 : from.length / bytesEach;
    const found: MutualPairs = { from: [], to: [], distance: [] };
    let [before, after] = leastOfColumns;
    for (let place = 0; place < rows; place++) {
      const { byteOffset: least } = leastOfRow;
      nearest(place * bytesEach, columnsAt, groups, hidden.byteOffset, row.byteOffset, before.byteOffset, after.byteOffset, least);
      const distance = leastOfRow[0] as number;
      if (distance <= distanceMax) {
        const column = row.indexOf(distance);
        if ((before[column] as number) > distance) {
          found.from.push(place);
          found.to.push(column);
          found.distance.push(distance);
        }
      }
      [before, after] = [after, before];
    }
    return keepMutual(found, before);
  }

  /** Gives how many groups of columns there are. */
  private lay(from: Uint8Array, to: Uint8Array, bytesEach: 16 | 8, taken: Uint8Array | undefined): number {
    const [rows, count] = [from.length / bytesEach, to.length / bytesEach];
    const groups = Math.ceil(count / perGroup);
    const padded = groups * perGroup;
    if (rows > this.room.rows || padded > this.room.columns)
      this.room = this.makeRoom(Math.max(rows, this.room.rows), Math.max(padded, this.room.columns));
    const { bytes, columnsAt, hidden, leastOfColumns } = this.room;
    bytes.set(from);
    for (let column = 0; column < count; column++) {
      const start = columnsAt + (column - (column % perGroup)) * bytesEach + (column % perGroup);
      for (let byte = 0; byte < bytesEach; byte++) bytes[start + byte * perGroup] = to[column * bytesEach + byte] as number;
    }
    hidden.fill(0, 0, count).fill(nowhere, count, padded);
    for (let column = 0; column < count && taken; column++) if (taken[column]) hidden[column] = nowhere;
    for (const least of leastOfColumns) least.fill(nowhere, 0, padded);
    return groups;
  }

  private makeRoom(rows: number, columns: number): Room {
    const columnsAt = rows * descriptorBytesMax;
    const after = columnsAt + columns * descriptorBytesMax;
    const missing = after + 4 * columns + perGroup - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    const { buffer } = this.memory;
    const list = (place: number, length = columns) => new Uint8Array(buffer, after + place * columns, length);
    return {
      rows,
      columns,
      bytes: new Uint8Array(buffer),
      columnsAt,
      hidden: list(0),
      row: list(1),
      leastOfColumns: [list(2), list(3)],
      leastOfRow: list(4, 1),
    };
  }

  private instance(bytesEach: 16 | 8): Nearest {
    const known = this.instances.get(bytesEach);
    if (known) return known;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(nearestModules[bytesEach]), { m: { memory: this.memory } });
    this.instances.set(bytesEach, exports.nearest as Nearest);
    return exports.nearest as Nearest;
  }
}

/** Those pairs whose column has nothing nearer. */
function keepMutual({ from, to, distance }: MutualPairs, least: Uint8Array): MutualPairs {
  const kept: MutualPairs = { from: [], to: [], distance: [] };
  for (const [at, column] of to.entries()) {
    if (least[column] !== distance[at]) continue;
    kept.from.push(from[at] as number);
    kept.to.push(column);
    kept.distance.push(distance[at] as number);
  }
  return kept;
}
