import { bucketsPerSide, directionsPerBucket } from "./describe-wasm";
import type { FloatArena } from "./float-arena";

/** Pixels that a window reaches from its key point: 38 at the largest sigma, and those of a group of four beyond. */
const weightsMax = 96;
const settingsMax = 4;
const sumsMax = bucketsPerSide ** 2 * directionsPerBucket * 4;

/** Lengths of the arrays that a `Window` takes. */
export const windowLengths = [settingsMax, weightsMax, sumsMax];

/** Working space for what is summed up around one key point at a time. */
export class Window {
  readonly settings: Float32Array;
  /** Of a row: at `radius` that of the key point; up to there of a column too. */
  readonly weights: Float32Array;
  readonly sums: Float32Array;

  constructor(arena: FloatArena) {
    [this.settings, this.weights, this.sums] = windowLengths.map((length) => arena.take(length)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
  }

  /** Sets the sums to 0 and the weights to a Gaussian's, 1 in the middle, those behind `last` from the middle to 0. */
  clear(sigma: number, radius: number, last: number): void {
    const { weights, sums } = this;
    const falloff = -1 / (2 * sigma * sigma);
    sums.fill(0);
    for (let at = 0; at <= radius; at++) {
      const weight = Math.exp(at * at * falloff);
      weights[radius - at] = weight;
      weights[radius + at] = weight;
    }
    weights.fill(0, radius + last + 1);
  }
}
