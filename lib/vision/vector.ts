/** The Euclidean length of the vector. */
export function computeNorm(vector: Float32Array): number {
  return Math.sqrt(dotProduct(vector, vector));
}

/** The sum of products, in double precision. Both vectors have the same length. */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`vectors of ${a.length} and ${b.length} numbers`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The vector at unit length, as a new array; undefined when its norm is below `normMin` or is not a number. */
export function normalizeVector(vector: Float32Array, normMin = Number.MIN_VALUE): Float32Array | undefined {
  const norm = computeNorm(vector);
  if (!Number.isFinite(norm) || norm < normMin) return undefined;
  return vector.map((value) => value / norm);
}

/** Cosine similarity, −1..1, higher is nearer; 0 when either vector is all zero. */
export function cosineSimilarity(a: Float32Array, b: Float32Array): number {
  const norms = computeNorm(a) * computeNorm(b);
  return norms === 0 ? 0 : Math.max(-1, Math.min(1, dotProduct(a, b) / norms));
}

/** Sums shorter than this are rounding: what was added up cancels out. */
const sumNormMin = 1e-4;

/** The sum of vectors of one length by weight, at unit length; undefined when they cancel out. */
export function sumVectors(parts: readonly { vector: Float32Array; weight: number }[]): Float32Array | undefined {
  const sum = new Float32Array(parts[0]?.vector.length ?? 0);
  for (const { vector, weight } of parts) {
    if (vector.length !== sum.length) throw new RangeError(`vectors of ${vector.length} and ${sum.length} numbers`);
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (vector[i] as number);
  }
  return normalizeVector(sum, sumNormMin);
}
