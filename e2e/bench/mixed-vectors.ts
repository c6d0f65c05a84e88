import { normalizeVector } from "@/lib/vision/vector";

/** Least and largest weight of the second picture in a mix, and the share of noise. */
const [mixMin, mixMax, noise] = [0, 0.6, 0.35];

/**
 * Draws unit vectors distributed as real ones are: each a real embedding mixed with another one and
 * with noise. Evenly random vectors are all equally far from everything, which no picture is.
 */
export function mixVectors(real: readonly Float32Array[], random: () => number): () => Float32Array {
  const pick = () => real[Math.floor(random() * real.length)] as Float32Array;
  return () => {
    const [first, second, weight] = [pick(), pick(), mixMin + random() * (mixMax - mixMin)];
    const spread = noise * Math.sqrt(12 / first.length);
    const mixed = normalizeVector(first.map((value, i) => value + weight * (second[i] as number) + spread * (random() - 0.5)));
    return mixed ?? first;
  };
}
