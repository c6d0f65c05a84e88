/** Levels of one picture and where another has them. */
export type Levels = { levels: Float32Array; inside: Uint8Array };

const bins = 16;
const binWidth = 256 / bins;

/**
 * What a level of the first picture has become in the second: 257 entries, straight lines between
 * the mean of each of 16 steps of level and the median of what became of it, so that what covers less than half of the pictures has no say.
 * With `rises` it never falls, as no light makes it: so a plain thing that alone has its level is a change, not a tone.
 * Undefined where fewer than `pixelsMin` pixels are in every step.
 */
export function measureToneCurve(from: Levels, to: Levels, pixelsMin: number, { rises = false } = {}): Float32Array | undefined {
  const counts = new Uint32Array(bins * 256);
  const totals = new Uint32Array(bins);
  const sums = new Float64Array(bins);
  for (let at = 0; at < from.levels.length; at++) {
    if (from.inside[at] === 0 || to.inside[at] === 0) continue;
    const bin = Math.min(bins - 1, Math.floor((from.levels[at] as number) / binWidth));
    const place = bin * 256 + Math.min(255, Math.floor(to.levels[at] as number));
    counts[place] = (counts[place] as number) + 1;
    totals[bin] = (totals[bin] as number) + 1;
    sums[bin] = (sums[bin] as number) + (from.levels[at] as number);
  }
  const points: Point[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const total = totals[bin] as number;
    if (total < pixelsMin) continue;
    points.push({
      level: (sums[bin] as number) / total,
      becomes: 0.5 + findMedian(counts.subarray(bin * 256, (bin + 1) * 256), total),
      total,
    });
  }
  const curve = rises ? raise(points) : points;
  return points.length === 0 ? undefined : Float32Array.from({ length: 257 }, (_, level) => interpolate(curve, level));
}

type Point = { level: number; becomes: number; total: number };

/** The nearest curve that never falls, by the sum of distances: neighbours that fall are given their common median until none do. */
function raise(points: readonly Point[]): Point[] {
  const runs: { points: Point[]; becomes: number }[] = [];
  for (const point of points) {
    runs.push({ points: [point], becomes: point.becomes });
    for (let last = runs.length - 1; last > 0; last--) {
      const [before, after] = [runs[last - 1], runs[last]];
      if (!before || !after || before.becomes <= after.becomes) break;
      const joined = [...before.points, ...after.points];
      runs.splice(last - 1, 2, { points: joined, becomes: findMiddle(joined) });
    }
  }
  return runs.flatMap(({ points: run, becomes }) => run.map((point) => ({ ...point, becomes })));
}

function findMiddle(points: readonly Point[]): number {
  const sorted = [...points].sort((a, b) => a.becomes - b.becomes);
  const all = sorted.reduce((sum, { total }) => sum + total, 0);
  let sum = 0;
  for (const { becomes, total } of sorted) {
    sum += total;
    if (2 * sum >= all) return becomes;
  }
  return 0;
}

/** The entry of a histogram below and at which half of the total lies. */
export function findMedian(histogram: Uint32Array, total: number): number {
  let sum = 0;
  for (let level = 0; level < 256; level++) {
    sum += histogram[level] as number;
    if (sum * 2 >= total) return level;
  }
  return 255;
}

/** Beyond the outermost points the outermost line goes on. */
function interpolate(points: readonly Point[], level: number): number {
  const found = points.findIndex((point) => point.level >= level);
  const next = Math.max(1, found === -1 ? points.length - 1 : found);
  const [low, high] = [points[next - 1], points[next]];
  if (!low || !high) return (points[0]?.becomes ?? 0) + level - (points[0]?.level ?? 0);
  return low.becomes + ((level - low.level) * (high.becomes - low.becomes)) / (high.level - low.level);
}
