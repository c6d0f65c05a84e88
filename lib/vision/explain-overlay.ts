import type { Residuals } from "./measure-residuals";
import { findMostFrequent, findSolidPatch, type Patch } from "./solid-patch";

/**
 * [Note: What lies over a picture] What the second picture has that the first, in the second's light,
 * has not, looked at as something that was laid over it. Lettering is thin, of one colour, and
 * whatever it covers comes nearer to that colour and never goes beyond it: by all of the way where it
 * is opaque, by a part of it where it is not. A bar covers the frame from side to side along one of
 * its edges and leaves the rest as it is. What moved is solid, is lighter here and darker there, and
 * goes beyond any one colour; what is lit otherwise leaves hardly a pixel as it was.
 */
export type Overlay = {
  /** A difference up to this many levels is noise. */
  tolerance: number;
  /** Share of the pixels that differ by more. */
  changed: number;
  /** Of these differences, by their size: the share of those toward the one level that most are toward, and not beyond it. */
  toward: number;
  /** Share of those pixels that have one within 3 pixels that is as it was. */
  thin: number;
  bar: Bar;
  patch: Patch;
};

/** Along the side where it is plainest: shares of the pixels that differ within and outside, and of the pixels within that have about the most frequent level. */
export type Bar = { within: number; outside: number; flat: number };

const reachPx = 3;
const barDepth = { minPx: 3, maxShare: 0.25 };
const flatLevels = 6;

/** Says how what the second picture has beyond the first lies over it, see [Note: What lies over a picture]; `levels` are the second's. */
export function explainOverlay(compared: Residuals, levels: Float32Array): Overlay {
  const { residuals, tolerance, pixels } = compared;
  // Plain loops here and below: arrays made by a function take most of the time otherwise.
  const mask = new Uint8Array(residuals.length);
  let changed = 0;
  for (let at = 0; at < mask.length; at++) {
    if (Math.abs(residuals[at] as number) <= tolerance) continue;
    mask[at] = 1;
    changed++;
  }
  return {
    tolerance,
    changed: changed / pixels,
    toward: measureToward(compared, levels, mask),
    thin: changed === 0 ? 0 : countThin(compared, mask) / changed,
    bar: findBar(compared, mask, levels),
    patch: findSolidPatch(compared, levels),
  };
}

/** A pixel that got lighter is explained by every level from its own on, one that got darker by every level up to its own. */
function measureToward({ residuals, tolerance }: Residuals, levels: Float32Array, mask: Uint8Array): number {
  const explained = new Float64Array(257);
  let total = 0;
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) continue;
    const residual = residuals[at] as number;
    const size = Math.abs(residual);
    const level = levels[at] as number;
    const first = residual > 0 ? Math.max(0, Math.ceil(level - tolerance)) : 0;
    const end = residual > 0 ? 256 : Math.min(255, Math.floor(level + tolerance)) + 1;
    explained[first] = (explained[first] as number) + size;
    explained[end] = (explained[end] as number) - size;
    total += size;
  }
  let [sum, most] = [0, 0];
  for (const change of explained) {
    sum += change;
    most = Math.max(most, sum);
  }
  return total === 0 ? 0 : most / total;
}

/** Changed pixels near one that is not: what is left when the mask is eaten away from its edges, turned round. */
function countThin({ width, height, inside }: Residuals, mask: Uint8Array): number {
  const kept = new Uint8Array(mask.length);
  for (let at = 0; at < mask.length; at++) kept[at] = inside[at] === 1 && mask[at] === 0 ? 1 : 0;
  const near = spread(spread(kept, width, height, 1), width, height, width);
  let thin = 0;
  for (let at = 0; at < mask.length; at++) thin += (mask[at] as number) & (near[at] as number);
  return thin;
}

/** Marks what lies within reach of a mark along rows (step 1) or columns (step width). */
function spread(marks: Uint8Array, width: number, height: number, step: number): Uint8Array {
  const [lines, length] = step === 1 ? [height, width] : [width, height];
  const lineStep = step === 1 ? width : 1;
  const near = new Uint8Array(marks.length);
  for (let line = 0; line < lines; line++) {
    const first = line * lineStep;
    let until = -1;
    for (let place = 0; place < length + reachPx; place++) {
      if (place < length && marks[first + place * step] === 1) until = place + 2 * reachPx;
      const middle = place - reachPx;
      if (middle >= 0 && place <= until) near[first + middle * step] = 1;
    }
  }
  return near;
}

/** Depths from a side of the frame, each so many pixels across: the first pixel, and steps to the next depth and the next pixel. */
type Side = { length: number; across: number; first: number; deeper: number; next: number };

function listSides({ width, height }: Residuals): Side[] {
  return [
    { length: height, across: width, first: 0, deeper: width, next: 1 },
    { length: height, across: width, first: (height - 1) * width, deeper: -width, next: 1 },
    { length: width, across: height, first: 0, deeper: 1, next: width },
    { length: width, across: height, first: width - 1, deeper: -1, next: width },
  ];
}

function findBar(compared: Residuals, mask: Uint8Array, levels: Float32Array): Bar {
  let plainest = { within: 0, outside: 1, flat: 0, plain: 0 };
  for (const side of listSides(compared)) {
    const found = findDepth(side, compared.inside, mask);
    if (found.plain > plainest.plain) plainest = { ...found, flat: measureFlat(side, found.depth, compared.inside, levels) };
  }
  return { within: plainest.within, outside: plainest.outside, flat: plainest.flat };
}

/** The depth from a side at which what is within differs from what is outside most, as a sample of so many rows says it. */
function findDepth(side: Side, inside: Uint8Array, mask: Uint8Array): { depth: number; within: number; outside: number; plain: number } {
  const rows = Array.from({ length: side.length }, (_, depth) => countRow(side, depth, inside, mask));
  let [pixelsOutside, changedOutside] = rows.reduce(([pixels, changed], row) => [pixels + row.pixels, changed + row.changed], [0, 0]);
  let [pixelsWithin, changedWithin] = [0, 0];
  let best = { depth: 0, within: 0, outside: 1, plain: 0 };
  for (let depth = 1; depth <= barDepth.maxShare * side.length; depth++) {
    const { pixels, changed } = rows[depth - 1] as { pixels: number; changed: number };
    [pixelsWithin, changedWithin] = [pixelsWithin + pixels, changedWithin + changed];
    [pixelsOutside, changedOutside] = [pixelsOutside - pixels, changedOutside - changed];
    if (depth < barDepth.minPx || pixelsWithin === 0 || pixelsOutside === 0) continue;
    const [within, outside] = [changedWithin / pixelsWithin, changedOutside / pixelsOutside];
    const plain = (within - outside) * Math.sqrt(depth);
    if (plain > best.plain) best = { depth, within, outside, plain };
  }
  return best;
}

function countRow(side: Side, depth: number, inside: Uint8Array, mask: Uint8Array): { pixels: number; changed: number } {
  let [pixels, changed] = [0, 0];
  const { across, first, deeper, next } = side;
  for (let place = 0, at = first + depth * deeper; place < across; place++, at += next) {
    pixels += inside[at] as number;
    changed += mask[at] as number;
  }
  return { pixels, changed };
}

function measureFlat(side: Side, depth: number, inside: Uint8Array, levels: Float32Array): number {
  const histogram = new Uint32Array(256);
  let pixels = 0;
  for (let row = 0; row < depth; row++) {
    for (let place = 0, at = side.first + row * side.deeper; place < side.across; place++, at += side.next) {
      if (inside[at] === 0) continue;
      const level = Math.floor(levels[at] as number);
      histogram[level] = (histogram[level] as number) + 1;
      pixels++;
    }
  }
  return findMostFrequent(histogram, flatLevels).count / pixels;
}
