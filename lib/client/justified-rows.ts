/** One row of images; heights and widths are whole CSS pixels. */
export type JustifiedRow = {
  /** Index of its first image. */
  start: number;
  heightPx: number;
  widthsPx: number[];
};

export type JustifiedOptions = { widthPx: number; targetHeightPx: number; gapPx: number };

/** Narrower and wider images are shown cropped, so that one panorama or receipt does not rule its row. */
export const ratioMin = 0.45;
export const ratioMax = 3.2;

/** A last row this full is stretched like the others. */
const lastRowFullness = 0.86;

/**
 * Lays images out in rows that fill the width exactly, all of a row at one height near the target,
 * in order. A row is closed where its height comes nearest to the target; the last one keeps the
 * target height instead of being stretched.
 * @param ratios width / height of each image
 */
export function computeJustifiedRows(ratios: ArrayLike<number>, options: JustifiedOptions): JustifiedRow[] {
  const { widthPx, targetHeightPx, gapPx } = options;
  const rows: JustifiedRow[] = [];
  let start = 0;
  let sum = 0;
  for (let index = 0; index < ratios.length; index++) {
    const ratio = clampRatio(ratios[index] ?? 1);
    const count = index - start;
    const heightWithout = count > 0 ? fitHeight(sum, count, widthPx, gapPx) : Number.POSITIVE_INFINITY;
    const heightWith = fitHeight(sum + ratio, count + 1, widthPx, gapPx);
    if (heightWith <= targetHeightPx) {
      const closeBefore = heightWithout - targetHeightPx < targetHeightPx - heightWith;
      const end = closeBefore ? index : index + 1;
      rows.push(justifyRow(ratios, start, end, options));
      start = end;
      sum = closeBefore ? ratio : 0;
    } else {
      sum += ratio;
    }
  }
  if (start < ratios.length) rows.push(lastRow(ratios, start, sum, options));
  return rows;
}

/** The ratio an image is drawn with. */
export function clampRatio(ratio: number): number {
  return Math.min(ratioMax, Math.max(ratioMin, ratio || 1));
}

function fitHeight(ratioSum: number, count: number, widthPx: number, gapPx: number): number {
  return (widthPx - gapPx * (count - 1)) / ratioSum;
}

function justifyRow(
  ratios: ArrayLike<number>,
  start: number,
  end: number,
  { widthPx, gapPx, targetHeightPx }: JustifiedOptions,
): JustifiedRow {
  const count = end - start;
  let sum = 0;
  for (let index = start; index < end; index++) sum += clampRatio(ratios[index] ?? 1);
  const height = fitHeight(sum, count, widthPx, gapPx);
  const widthsPx: number[] = [];
  let exact = 0;
  let used = 0;
  for (let index = start; index < end; index++) {
    exact += clampRatio(ratios[index] ?? 1) * height;
    const width = index === end - 1 ? Math.round(widthPx - gapPx * (count - 1) - used) : Math.round(exact - used);
    widthsPx.push(width);
    used += width;
  }
  return { start, heightPx: Math.round(Math.min(height, targetHeightPx * 1.6)), widthsPx };
}

function lastRow(ratios: ArrayLike<number>, start: number, sum: number, options: JustifiedOptions): JustifiedRow {
  const { widthPx, targetHeightPx, gapPx } = options;
  const count = ratios.length - start;
  const usedPx = sum * targetHeightPx + gapPx * (count - 1);
  if (usedPx >= widthPx * lastRowFullness) return justifyRow(ratios, start, ratios.length, options);
  const widthsPx = Array.from({ length: count }, (_, index) => Math.round(clampRatio(ratios[start + index] ?? 1) * targetHeightPx));
  return { start, heightPx: targetHeightPx, widthsPx };
}
