const sorted = new Float32Array(128);

/** Directions of 8 to 4: each takes half of both its neighbours, so that mirrored directions stay mirrored. */
function mergeDirections(numbers: Float32Array): Float32Array {
  return Float32Array.from({ length: numbers.length / 2 }, (_, at) => {
    const cell = 8 * Math.floor(at / 4);
    const direction = 2 * (at % 4);
    const here = numbers[cell + direction] as number;
    return here + ((numbers[cell + ((direction + 7) % 8)] as number) + (numbers[cell + direction + 1] as number)) / 2;
  });
}

/**
 * A descriptor's 128 numbers as bits: is each above the median of all; bit n is in byte n / 8, the
 * lowest first. With 64 dimensions the 8 directions of each cell are made 4 before. Any scaling of the
 * numbers, roots included, gives the same bits.
 */
export function binarizeDescriptor(numbers: Float32Array, dimensions: 64 | 128, to: Uint8Array, offset: number): void {
  const values = dimensions === 64 ? mergeDirections(numbers) : numbers;
  const ordered = sorted.subarray(0, dimensions);
  ordered.set(values);
  ordered.sort();
  const median = ordered[dimensions / 2 - 1] as number;
  for (let byte = 0; byte < dimensions / 8; byte++) {
    let bits = 0;
    for (let bit = 0; bit < 8; bit++) if ((values[8 * byte + bit] as number) > median) bits |= 1 << bit;
    to[offset + byte] = bits;
  }
}
