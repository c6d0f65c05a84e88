/**
 * Binary descriptors as 32-bit lanes, `lanes` (4 or 2) each: what all arithmetic on them works with.
 * Signed, since unsigned numbers above 2^31 are no machine integers to V8, and take three times as long.
 * For distances to many see `HammingDistances`.
 */
export type DescriptorLanes = { lanes: number; count: number; data: Int32Array };

/** Takes descriptors of `bytesEach` (16 or 8) bytes as lanes, in a copy. */
export function toLanes(descriptors: Uint8Array, bytesEach: number): DescriptorLanes {
  const copy = new Uint8Array(descriptors);
  return { lanes: bytesEach / 4, count: copy.length / bytesEach, data: new Int32Array(copy.buffer, 0, copy.length / 4) };
}

/** Bits set in each 4 of a number's bits: two such sums together still fit. */
function countInFours(value: number): number {
  const bits = value - ((value >>> 1) & 0x55555555);
  return (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
}

/** Of two sums of `countInFours`: sums of bytes, of which four still fit. */
function toBytes(fours: number): number {
  return (fours & 0x0f0f0f0f) + ((fours >>> 4) & 0x0f0f0f0f);
}

function countInTwo(a: number, b: number): number {
  return Math.imul(toBytes(countInFours(a) + countInFours(b)), 0x01010101) >>> 24;
}

function countInFour(a: number, b: number, c: number, d: number): number {
  return Math.imul(toBytes(countInFours(a) + countInFours(b)) + toBytes(countInFours(c) + countInFours(d)), 0x01010101) >>> 24;
}

/** Hamming distance of descriptor `i` of `a` and `j` of `b`. */
export function laneDistance(a: Int32Array, i: number, b: Int32Array, j: number, lanes: number): number {
  const p = i * lanes;
  const q = j * lanes;
  const first = (a[p] as number) ^ (b[q] as number);
  const second = (a[p + 1] as number) ^ (b[q + 1] as number);
  if (lanes === 2) return countInTwo(first, second);
  return countInFour(first, second, (a[p + 2] as number) ^ (b[q + 2] as number), (a[p + 3] as number) ^ (b[q + 3] as number));
}
