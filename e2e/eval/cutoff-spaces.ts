import { normalizeVector } from "@/lib/vision/vector";
import { seededRandom } from "../fixtures/seeded-random";

/** Changes an embedding as another model might have it; the kind is that of what was embedded. */
export type Distortion = (vector: Float32Array, kind: "text" | "picture") => Float32Array;

/**
 * The model's own space and others made of it: texts and pictures moved apart, as they are in CLIP, so
 * that cosines shrink; all moved to one side, so that they lie far above 0, with noise; half of the
 * numbers; and numbers drawn towards each other. Seeded: each run makes the same.
 */
export function makeDistortions(dimension: number): Record<string, Distortion> {
  const random = seededRandom(17);
  const draw = () => unit(Float32Array.from({ length: dimension }, () => random() + random() + random() - 1.5));
  const [side, offsets] = [draw(), { text: draw(), picture: draw() }];
  const move = (vector: Float32Array, by: Float32Array, noise?: Float32Array) =>
    unit(vector.map((value, i) => value + 1.2 * (by[i] as number) + 0.5 * (noise?.[i] ?? 0)));
  return {
    "as it is": (vector) => vector,
    "texts and pictures apart": (vector, kind) => move(vector, offsets[kind]),
    "all to one side, noise": (vector) => move(vector, side, draw()),
    "half of the numbers": (vector) => unit(vector.map((value, i) => (i % 2 === 0 ? value : 0))),
    "signed square root": (vector) => unit(vector.map((value) => Math.sign(value) * Math.sqrt(Math.abs(value)))),
  };
}

function unit(vector: Float32Array): Float32Array {
  const normal = normalizeVector(vector);
  if (!normal) throw new Error("a vector of zeros");
  return normal;
}
