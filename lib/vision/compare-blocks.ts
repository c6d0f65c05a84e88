import type { Warped } from "./warp-grey";

/** A square of a frame in which both pictures have pixels; correlation of their levels, −1..1. */
export type Block = { left: number; top: number; correlation: number };

export type BlockOptions = {
  sizePx: number;
  /** A block is textured where either picture's levels differ by this standard deviation, as a share of the whole overlap's. */
  textureMin: number;
};

/** Blocks count where both pictures have this share of their pixels. */
const insideMin = 0.75;

/** Means and variances of a block of two pictures over the pixels that both have. */
export type BlockMoments = { count: number; meanA: number; meanB: number; varianceA: number; varianceB: number; covariance: number };

/** A square of a frame; the second picture's moved by (dx, dy), and only every so many pixels of every so many rows looked at. */
export type Square = { left: number; top: number; size: number; dx?: number; dy?: number; step?: number };

/** Compares a square of two pictures. */
export function measureBlock(a: Warped, b: Warped, { left, top, size, dx = 0, dy = 0, step = 1 }: Square): BlockMoments {
  let count = 0;
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  const { width, height, levels: levelsA, inside: insideA } = a;
  const { levels: levelsB, inside: insideB } = b;
  const moved = dy * width + dx;
  const fromX = Math.max(left, -dx);
  const endX = Math.min(left + size, width, width - dx);
  const endY = Math.min(top + size, height, height - dy);
  // Plain numbers: of all confirming most time is spent here.
  for (let y = Math.max(top, -dy); y < endY; y += step) {
    const row = y * width;
    for (let at = row + fromX; at < row + endX; at += step) {
      if (insideA[at] === 0 || insideB[at + moved] === 0) continue;
      const p = levelsA[at] as number;
      const q = levelsB[at + moved] as number;
      count++;
      sumA += p;
      sumB += q;
      sumAA += p * p;
      sumBB += q * q;
      sumAB += p * q;
    }
  }
  const [meanA, meanB] = [sumA / count, sumB / count];
  return {
    count,
    meanA,
    meanB,
    varianceA: Math.max(0, sumAA / count - meanA * meanA),
    varianceB: Math.max(0, sumBB / count - meanB * meanB),
    covariance: sumAB / count - meanA * meanB,
  };
}

/** Normalised correlation; 0 where either is flat. */
export function correlationOf({ varianceA, varianceB, covariance }: BlockMoments): number {
  return varianceA < 0.25 || varianceB < 0.25 ? 0 : covariance / Math.sqrt(varianceA * varianceB);
}

/** Standard deviations of both pictures over all pixels that both have. */
function measureContrast(a: Warped, b: Warped): { ofA: number; ofB: number; pixels: number } {
  const all = measureBlock(a, b, { left: 0, top: 0, size: Math.max(a.width, a.height) });
  return { ofA: Math.sqrt(all.varianceA), ofB: Math.sqrt(all.varianceB), pixels: all.count };
}

/** The textured blocks of two pictures shown in one frame, with their correlations. */
export function compareBlocks(a: Warped, b: Warped, { sizePx, textureMin }: BlockOptions): Block[] {
  const { ofA, ofB } = measureContrast(a, b);
  const blocks: Block[] = [];
  for (let top = 0; top + sizePx / 2 <= a.height; top += sizePx) {
    for (let left = 0; left + sizePx / 2 <= a.width; left += sizePx) {
      const moments = measureBlock(a, b, { left, top, size: sizePx });
      if (!(moments.count >= insideMin * sizePx * sizePx)) continue;
      const texture = Math.max(Math.sqrt(moments.varianceA) / ofA, Math.sqrt(moments.varianceB) / ofB);
      if (texture >= textureMin) blocks.push({ left, top, correlation: correlationOf(moments) });
    }
  }
  return blocks;
}
