import { type DetailSpectrum, readLevels, spectrumBins } from "./detail-spectrum";

/**
 * [Note: Enlarged pictures] Pixels without detail are worth nothing, and no metadata tells them. Up to the finest detail
 * that a smaller picture's pixels can hold (its Nyquist frequency), a picture enlarged from it holds the same or less;
 * above, only what its filter lets through; and there its spectrum has a bend (steep before, flat after) or a
 * cliff. A photograph that is merely soft falls on evenly, and what is made smaller of it holds no more than it. So both spectra are
 * compared, mean levels in decibels at shares of the smaller one's Nyquist frequency. That proves nothing where the smaller
 * one is soft itself, and at the very bottom only the noise of saving is bent.
 *
 * Chosen on 55 photographs (COCO, ImageNet, Caltech, cameras) and copies of them. Of 112 others, enlarged to 150 and 200 %
 * and saved as JPEG 80 and 95 and PNG, it knows 94 % where bilinear, 85 % bicubic, 75 % Lanczos; sharpened after 90, 55, 13 %. Of
 * these 112 made smaller (75 to 25 %, JPEG 30 and 80) no original is called enlarged; blurred before, 6 of 1,344; and where
 * the smaller copy was sharpened, 3 of 112. Other bounds that did better on the first pictures did worse on these.
 * Of periodic traces of interpolation (Popescu and Farid 2005, Gallagher 2005) JPEG leaves too little, and at twice
 * the size, the commonest, there are none.
 */
const bounds = {
  /** Of sides; nearer ones cannot be told. */
  ratioMin: 1.2,
  /** A picture with less at 0.12 to 0.35 is blank: photographs have 30 and more. */
  powerMin: 10,
  bend: {
    lostMin: 0.5,
    lostMax: 6,
    bendMin: 1,
    lostWeight: 1.5,
    bothMin: 5.2,
    aboveMax: -8,
    fineMin: -16,
    floorMin: -29,
    fineAtFloorMin: -12,
  },
  cliff: { lostMin: 0.2, bothMin: 12, fineMin: -12 },
};

/**
 * Whether the larger of two pictures of the same thing was surely enlarged from one of the smaller one's size, see
 * [Note: Enlarged pictures]; false where that cannot be told.
 */
export function isEnlarged(larger: DetailSpectrum, smaller: DetailSpectrum): boolean {
  const ratio = larger.sidePx / smaller.sidePx;
  if (ratio < bounds.ratioMin) return false;
  const [own, others] = [readLevels(larger), readLevels(smaller)];
  if (!own || !others) return false;
  // Twice as many pixels along a line hold twice the power of the same detail.
  const gain = 10 * Math.log10(ratio);
  const large = (from: number, to: number) => meanLevel(own, from / ratio, to / ratio) - gain;
  const small = (from: number, to: number) => meanLevel(others, from, to);
  const [coarse, coarseSmall] = [large(0.12, 0.35), small(0.12, 0.35)];
  if (coarseSmall < bounds.powerMin) return false;
  const lost = coarse - coarseSmall - (large(0.5, 0.85) - small(0.5, 0.85));
  if (lost <= Math.min(bounds.bend.lostMin, bounds.cliff.lostMin)) return false;
  const there = large(0.94, 1.06);
  const left = large(1.1, Math.min(1.7, 0.95 * ratio)) - coarse;
  const fine = small(0.55, 0.9) - coarseSmall;
  return isBent({
    lost,
    bend: large(0.6, 0.72) - there - (there - large(1.2, 1.32)),
    cliff: large(0.82, 0.92) - large(1.15, Math.min(1.35, 0.97 * ratio)),
    above: left - fine,
    fine,
    left,
  });
}

type Found = {
  /** What the larger one lacks of the finer detail that the smaller one can hold. */
  lost: number;
  /** By how much it falls faster before the smaller one's Nyquist frequency than after. */
  bend: number;
  /** How far it falls there. */
  cliff: number;
  /** What it has above, against the finer detail of the smaller one, and against its own coarse detail. */
  above: number;
  left: number;
  /** The finer detail of the smaller one against its coarse detail. */
  fine: number;
};

function isBent({ lost, bend, cliff, above, left, fine }: Found): boolean {
  const [soft, hard] = [bounds.bend, bounds.cliff];
  if (lost > hard.lostMin && cliff + lost > hard.bothMin && fine > hard.fineMin) return true;
  const isNoise = left <= soft.floorMin && fine <= soft.fineAtFloorMin;
  const isLess = lost > soft.lostMin && lost < soft.lostMax && above < soft.aboveMax;
  return isLess && bend > soft.bendMin && bend + soft.lostWeight * lost > soft.bothMin && fine > soft.fineMin && !isNoise;
}

const samples = 8;

/** The mean of levels between two shares of the Nyquist frequency, in decibels. */
function meanLevel(levels: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = 0; at < samples; at++) sum += levelAt(levels, spectrumBins * (from + ((to - from) * (at + 0.5)) / samples));
  return sum / samples;
}

/** Between bins in proportion; the first is bin 1. */
function levelAt(levels: Float64Array, bin: number): number {
  const at = Math.max(0, Math.min(spectrumBins - 1, bin - 1));
  const below = Math.floor(at);
  const [low, high] = [levels[below] as number, levels[Math.min(spectrumBins - 1, below + 1)] as number];
  return low + (high - low) * (at - below);
}
