/**
 * Binary descriptors as 32-bit lanes, `lanes` (4 or 2) each: what all arithmetic on them works with.
 * Signed, since unsigned numbers above 2^31 are no machine integers to V8, and take three times as long.
 */
export type DescriptorLanes = { lanes: number; count: number; data: Int32Array };

/** Takes descriptors of `bytesEach` (16 or 8) bytes as lanes, in a copy. */
export function toLanes(descriptors: Uint8Array, bytesEach: number): DescriptorLanes {
  const copy = new Uint8Array(descriptors);
  return { lanes: bytesEach / 4, count: copy.length / bytesEach, data: new Int32Array(copy.buffer, 0, copy.length / 4) };
}

/** How many bits of a 32-bit number are set. */
export function countBits(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Hamming distance of descriptor `i` of `a` and `j` of `b`. */
export function laneDistance(a: Int32Array, i: number, b: Int32Array, j: number, lanes: number): number {
  const p = i * lanes;
  const q = j * lanes;
  const first = countBits((a[p] as number) ^ (b[q] as number)) + countBits((a[p + 1] as number) ^ (b[q + 1] as number));
  if (lanes === 2) return first;
  return first + countBits((a[p + 2] as number) ^ (b[q + 2] as number)) + countBits((a[p + 3] as number) ^ (b[q + 3] as number));
}

/** Writes the Hamming distances of descriptor `i` of `a` to the descriptors `from` to before `to` of `b` into `out`, from its beginning. */
export function laneDistances(
  a: Int32Array,
  i: number,
  b: Int32Array,
  range: { from: number; to: number },
  lanes: number,
  out: Uint8Array,
): void {
  const { from, to } = range;
  const p = i * lanes;
  const a0 = a[p] as number;
  const a1 = a[p + 1] as number;
  if (lanes === 2) {
    for (let j = from, q = from * 2; j < to; j++, q += 2)
      out[j - from] = countBits(a0 ^ (b[q] as number)) + countBits(a1 ^ (b[q + 1] as number));
    return;
  }
  const a2 = a[p + 2] as number;
  const a3 = a[p + 3] as number;
  for (let j = from, q = from * 4; j < to; j++, q += 4) {
    out[j - from] =
      countBits(a0 ^ (b[q] as number)) +
      countBits(a1 ^ (b[q + 1] as number)) +
      countBits(a2 ^ (b[q + 2] as number)) +
      countBits(a3 ^ (b[q + 3] as number));
  }
}
