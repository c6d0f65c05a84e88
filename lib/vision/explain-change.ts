import type { Block } from "./compare-blocks";
import { explainOverlay, type Overlay } from "./explain-overlay";
import { findMarked, lookAtMark } from "./find-marked";
import { measureResiduals, type Residuals } from "./measure-residuals";
import { findMostFrequent } from "./solid-patch";
import { measureToneCurve } from "./tone-curve";
import type { Warped } from "./warp-grey";

/**
 * [Note: Overlay or another shot] Where blocks of two pictures differ, either something was laid
 * over one of them (text, a watermark, a bar), or something in front of the camera moved. An overlay
 * leaves the rest to the pixel as it was, and of what lies under it: its edges (as far as it is
 * translucent, and between the letters), and it makes everything lighter or everything darker, or
 * it hides everything behind one level. What moved leaves nothing, and is lighter here and darker
 * there. The second picture is compared with what the first would be in its light (its tone curve).
 */
export type Change = {
  /** Share of all pixels that are as the tone curve says, give or take 12 levels; the better of both directions, as are the others. */
  faithful: number;
  /** The same of means of 4 x 4 pixels, give or take 8 levels: noise and a shift of half a pixel do not count, other light does. */
  sameLight: number;
  /** In blocks that differ: share of one picture's edge pixels at which the other has an edge of the same direction. */
  edgesKept: number;
  /** In blocks that differ: share of the pixels that do not. */
  unchanged: number;
  /** Of the differences there: the share of those to the lighter or to the darker, whichever are more; 0.5..1. */
  oneSided: number;
  /** In blocks that differ: share of the pixels of one picture that have about its most frequent level there. */
  flat: number;
  /** The same of the picture that has less of it. */
  flatInBoth: number;
  /** Where both have the same most frequent level there: its share in the one that has less of it; else 0. */
  reshaped: number;
  /** What the second picture has beyond the first, and the first beyond the second. */
  overlays: Overlay[];
  /** The one that has what was laid over one of the two, if something was, see [Note: Which has the mark]. */
  marked: "first" | "second" | undefined;
};

const faithfulLevels = 12;
const lightLevels = 8;
const cellPx = 4;
/** An edge: the difference of the pixels before and after, in levels. */
const edgeLevels = 8;
const edgeOfOtherLevels = 2;
/** cos 30° */
const sameDirection = 0.87;
const flatLevels = 6;
/** Most frequent levels that differ no more are one. */
const sameLevels = 3;

/** Says how the blocks that differ do so, see [Note: Overlay or another shot]. */
export function explainChange(a: Warped, b: Warped, differing: readonly Block[], blockPx: number): Change {
  const [toB, toA] = [measureResiduals(a, b), measureResiduals(b, a)];
  const [onB, onA] = [toB && explainOverlay(toB, b.levels), toA && explainOverlay(toA, a.levels)];
  const there = explainOneWay(a, b, toB, differing, blockPx);
  const back = explainOneWay(b, a, toA, differing, blockPx);
  return {
    faithful: Math.max(there.faithful, back.faithful),
    sameLight: Math.max(there.sameLight, back.sameLight),
    edgesKept: Math.max(there.edgesKept, back.edgesKept),
    unchanged: there.edgesKept > back.edgesKept ? there.unchanged : back.unchanged,
    oneSided: Math.max(there.oneSided, back.oneSided),
    flat: Math.max(there.flat, back.flat),
    flatInBoth: Math.min(there.flat, back.flat),
    reshaped: Math.abs(there.level - back.level) <= sameLevels ? Math.min(there.flat, back.flat) : 0,
    overlays: [...(onB ? [onB] : []), ...(onA ? [onA] : [])],
    marked:
      toB &&
      onB &&
      toA &&
      onA &&
      findMarked({ thin: onA.thin, ...lookAtMark(toA, a.levels) }, { thin: onB.thin, ...lookAtMark(toB, b.levels) }),
  };
}

type OneWay = Omit<Change, "flatInBoth" | "reshaped" | "overlays" | "marked"> & { level: number };

function explainOneWay(from: Warped, to: Warped, compared: Residuals | undefined, differing: readonly Block[], blockPx: number): OneWay {
  if (!compared) return { faithful: 0, sameLight: 0, edgesKept: 0, unchanged: 0, oneSided: 0.5, flat: 0, level: 0 };
  const { residuals, inside, pixels, tolerance } = compared;
  let faithful = 0;
  for (let at = 0; at < residuals.length; at++) if (inside[at] === 1 && Math.abs(residuals[at] as number) <= faithfulLevels) faithful++;
  const within = tally(from, to, residuals, differing, { blockPx, tolerance });
  return { faithful: faithful / pixels, sameLight: measureSameLight(from, to), ...within };
}

/** Places of the pixels of the blocks that differ which both pictures have, those at the frame's edge aside. */
function listPixels({ width, height, inside }: Warped, other: Warped, blocks: readonly Block[], blockPx: number): number[] {
  const places: number[] = [];
  for (const { left, top } of blocks) {
    for (let y = Math.max(1, top); y < Math.min(height - 1, top + blockPx); y++) {
      for (let x = Math.max(1, left); x < Math.min(width - 1, left + blockPx); x++) {
        const at = y * width + x;
        if (inside[at] === 1 && other.inside[at] === 1) places.push(at);
      }
    }
  }
  return places;
}

function tally(
  from: Warped,
  to: Warped,
  residuals: Float32Array,
  blocks: readonly Block[],
  { blockPx, tolerance }: { blockPx: number; tolerance: number },
): Pick<OneWay, "edgesKept" | "unchanged" | "oneSided" | "flat" | "level"> {
  let [pixels, unchanged, lighter, darker, edges, kept] = [0, 0, 0, 0, 0, 0];
  const histogram = new Uint32Array(256);
  for (const at of listPixels(from, to, blocks, blockPx)) {
    const residual = residuals[at] as number;
    const level = Math.floor(to.levels[at] as number);
    histogram[level] = (histogram[level] as number) + 1;
    pixels++;
    if (Math.abs(residual) <= tolerance) unchanged++;
    else if (residual > 0) lighter += residual;
    else darker -= residual;
    const [x, y] = [slopeAt(from, at, 1), slopeAt(from, at, from.width)];
    const size = Math.sqrt(x * x + y * y);
    if (size <= edgeLevels) continue;
    const [u, v] = [slopeAt(to, at, 1), slopeAt(to, at, to.width)];
    const sizeOfOther = Math.sqrt(u * u + v * v);
    edges++;
    if (sizeOfOther > edgeOfOtherLevels && x * u + y * v > sameDirection * size * sizeOfOther) kept++;
  }
  const share = (part: number, whole: number, otherwise: number) => (whole === 0 ? otherwise : part / whole);
  const mostFrequent = findMostFrequent(histogram, flatLevels);
  return {
    edgesKept: share(kept, edges, 0),
    unchanged: share(unchanged, pixels, 0),
    oneSided: share(Math.max(lighter, darker), lighter + darker, 0.5),
    flat: share(mostFrequent.count, pixels, 0),
    level: mostFrequent.level,
  };
}

function slopeAt({ levels }: Warped, at: number, step: number): number {
  return (levels[at + step] as number) - (levels[at - step] as number);
}

function measureSameLight(from: Warped, to: Warped): number {
  const [a, b] = [averageCells(from, to), averageCells(to, from)];
  const curve = measureToneCurve(a, b, 8);
  if (!curve) return 0;
  let [cells, same] = [0, 0];
  for (let at = 0; at < a.levels.length; at++) {
    if (a.inside[at] === 0) continue;
    cells++;
    if (Math.abs((b.levels[at] as number) - (curve[Math.round(a.levels[at] as number)] as number)) <= lightLevels) same++;
  }
  return cells === 0 ? 0 : same / cells;
}

/** Means over cells of which both pictures have all pixels. */
function averageCells(picture: Warped, other: Warped): { levels: Float32Array; inside: Uint8Array } {
  const [wide, high] = [Math.floor(picture.width / cellPx), Math.floor(picture.height / cellPx)];
  const levels = new Float32Array(wide * high);
  const inside = new Uint8Array(wide * high).fill(1);
  for (let y = 0; y < high * cellPx; y++) {
    for (let x = 0; x < wide * cellPx; x++) {
      const at = y * picture.width + x;
      const cell = Math.floor(y / cellPx) * wide + Math.floor(x / cellPx);
      if (picture.inside[at] === 0 || other.inside[at] === 0) inside[cell] = 0;
      levels[cell] = (levels[cell] as number) + (picture.levels[at] as number) / (cellPx * cellPx);
    }
  }
  return { levels, inside };
}
