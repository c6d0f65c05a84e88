import { convolve, type FloatArena } from "./float-arena";

/** Weights end at so many standard deviations, as OpenCV's do for floats. */
const reachSigmas = 4;
/** Of the largest blur of a scale space, 3.1 pixels. */
const radiusMax = 16;

/** Weights of a Gaussian, the centre first. */
function gaussianWeights(sigma: number): number[] {
  const radius = Math.min(radiusMax, Math.max(1, Math.round(sigma * reachSigmas)));
  const weights = Array.from({ length: radius + 1 }, (_, at) => Math.exp(-(at * at) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight, at) => total + (at === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/** Where a position beyond an edge is taken from: mirrored at the outermost pixel (…2 1 0 1 2…). */
function reflect(at: number, length: number): number {
  if (length === 1) return 0;
  const inPeriod = Math.abs(at) % (2 * (length - 1));
  return inPeriod < length ? inPeriod : 2 * (length - 1) - inPeriod;
}

/** Lengths of the arrays that a `GaussianBlur` of pictures up to this size takes. */
export function blurLengths(width: number, height: number): number[] {
  return [width * (height + 2 * radiusMax), width + 2 * radiusMax, radiusMax + 1];
}

const floatBytes = 4;

/** Blurs pictures of an arena up to a size. */
export class GaussianBlur {
  private readonly rows: Float32Array;
  private readonly line: Float32Array;
  private readonly weights: Float32Array;
  /** Of the arena's whole memory: parts of it are copied many times a picture, and making an array of each takes longer. */
  private readonly memory: Float32Array;

  constructor(arena: FloatArena, width: number, height: number) {
    const [rows, line, weights] = blurLengths(width, height) as [number, number, number];
    this.rows = arena.take(rows);
    this.line = arena.take(line);
    this.weights = arena.take(weights);
    this.memory = new Float32Array(this.rows.buffer);
  }

  /** Blurs `from` [height, width] into `to`, which may be the same array: rows first, then columns, mirrored at the edges. */
  blur(from: Float32Array, to: Float32Array, width: number, height: number, sigma: number): void {
    const weights = gaussianWeights(sigma);
    const radius = weights.length - 1;
    this.weights.set(weights);
    const used = this.weights.subarray(0, weights.length);
    this.blurRows(from, width, height, used);
    const { rows } = this;
    for (let y = 1; y <= radius; y++) {
      const above = (radius + reflect(-y, height)) * width;
      const below = (radius + reflect(height - 1 + y, height)) * width;
      rows.copyWithin((radius - y) * width, above, above + width);
      rows.copyWithin((radius + height - 1 + y) * width, below, below + width);
    }
    convolve(rows.byteOffset + radius * width * floatBytes, to.byteOffset, width * height, width, used);
  }

  private blurRows(from: Float32Array, width: number, height: number, weights: Float32Array): void {
    const { line, rows, memory } = this;
    const radius = weights.length - 1;
    const left = Array.from({ length: radius }, (_, at) => reflect(at - radius, width));
    const right = Array.from({ length: radius }, (_, at) => reflect(width + at, width));
    const [fromAt, lineAt] = [from.byteOffset / floatBytes, line.byteOffset / floatBytes];
    const middle = lineAt + radius;
    for (let y = 0; y < height; y++) {
      const row = fromAt + y * width;
      memory.copyWithin(middle, row, row + width);
      for (let at = 0; at < radius; at++) {
        memory[lineAt + at] = memory[row + (left[at] as number)] as number;
        memory[middle + width + at] = memory[row + (right[at] as number)] as number;
      }
      convolve(middle * floatBytes, rows.byteOffset + (radius + y) * width * floatBytes, width, 1, weights);
    }
  }
}
