const ordered = new Float32Array(128);

/** The number that would stand at `place` if the first `count` of `ordered` were sorted. Source: Hoare, Algorithm 65: FIND, 1961. */
function selectOrdered(count: number, place: number): number {
  let first = 0;
  let last = count - 1;
  while (first < last) {
    const pivot = ordered[(first + last) >> 1] as number;
    let low = first;
    let high = last;
    while (low <= high) {
      while ((ordered[low] as number) < pivot) low++;
      while ((ordered[high] as number) > pivot) high--;
      if (low > high) break;
      const number = ordered[low] as number;
      ordered[low++] = ordered[high] as number;
      ordered[high--] = number;
    }
    if (place <= high) last = high;
    else if (place >= low) first = low;
    else break;
  }
  return ordered[place] as number;
}

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
  ordered.set(values);
  const median = selectOrdered(dimensions, dimensions / 2 - 1);
  for (let byte = 0; byte < dimensions / 8; byte++) {
    let bits = 0;
    for (let bit = 0; bit < 8; bit++) if ((values[8 * byte + bit] as number) > median) bits |= 1 << bit;
    to[offset + byte] = bits;
  }
}
