/** Weights of a Gaussian, the centre first, to 4 standard deviations on one side: what OpenCV takes for floats. */
function gaussianWeights(sigma: number): Float64Array {
  const radius = Math.max(1, Math.round(sigma * 4));
  const weights = Float64Array.from({ length: radius + 1 }, (_, at) => Math.exp(-(at * at) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight, at) => total + (at === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/** Where a position beyond an edge is taken from: mirrored at the outermost pixel (…2 1 0 1 2…). */
function reflect(at: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const inPeriod = ((at % period) + period) % period;
  return inPeriod < length ? inPeriod : period - inPeriod;
}

function blurRows(from: Float32Array, to: Float32Array, width: number, height: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  const line = new Float64Array(width + 2 * radius);
  const edges = Int32Array.from({ length: line.length }, (_, at) => reflect(at - radius, width));
  const centre = weights[0] as number;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let at = 0; at < line.length; at++) line[at] = from[row + (edges[at] as number)] as number;
    for (let x = 0; x < width; x++) {
      const middle = x + radius;
      let sum = centre * (line[middle] as number);
      for (let tap = 1; tap <= radius; tap++) {
        sum += (weights[tap] as number) * ((line[middle - tap] as number) + (line[middle + tap] as number));
      }
      to[row + x] = sum;
    }
  }
}

function blurColumns(from: Float32Array, to: Float32Array, width: number, height: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  const line = new Float64Array(width);
  const centre = weights[0] as number;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) line[x] = centre * (from[row + x] as number);
    for (let tap = 1; tap <= radius; tap++) {
      const weight = weights[tap] as number;
      const above = reflect(y - tap, height) * width;
      const below = reflect(y + tap, height) * width;
      for (let x = 0; x < width; x++) {
        line[x] = (line[x] as number) + weight * ((from[above + x] as number) + (from[below + x] as number));
      }
    }
    for (let x = 0; x < width; x++) to[row + x] = line[x] as number;
  }
}

/**
 * Blurs a picture [height, width] by a Gaussian, rows first, then columns, mirrored at the edges.
 * `scratch` holds as many numbers as the picture; `from` and `to` may be one array.
 */
export function blurGaussian(
  from: Float32Array,
  to: Float32Array,
  scratch: Float32Array,
  { width, height, sigma }: { width: number; height: number; sigma: number },
): void {
  const weights = gaussianWeights(sigma);
  blurRows(from, scratch, width, height, weights);
  blurColumns(scratch, to, width, height, weights);
}
