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
