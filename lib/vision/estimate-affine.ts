import { type Matrix, stretchOf } from "./matrix";
import { countPlaces, findInliers, fitAffine, fitSimilarity, type PointPairs } from "./point-pairs";

/** A map from the first picture's pixels to the second's, and the pairs that agree with it. */
export type Estimate = { matrix: number[]; inliers: number[]; places: number };

export type AffineBounds = {
  /** Pairs at so many different places have to agree. */
  placesMin: number;
  /** In pixels of the coarser picture. */
  tolerancePx: number;
  /** Largest ratio of the enlargements in two directions. */
  anisotropyMax: number;
};

/** What one match alone says is off by so much at most (ln of the size, radians), and its prediction of a place by a share of the way to there. */
const cone = { logScale: 0.5, turn: 0.4, px: 6, share: 0.1 };

/** So many of the single matches whose prediction most others share are followed up. */
const followed = 6;

/** Share of all pairs that makes a set sure. */
const most = 0.6;

/** From one end of what is a picture of the same thing to the other. */
const scaleMax = 16;

function angleBetween(a: number, b: number): number {
  const turns = Math.abs(a - b) % (2 * Math.PI);
  return turns > Math.PI ? 2 * Math.PI - turns : turns;
}

/** The pairs that agree with what one pair predicts by its place, size and angle. */
function findInCone(pairs: PointPairs, of: number): number[] {
  const { ax, ay, bx, by, logScale, turn } = pairs;
  const [scale, angle] = [Math.exp(logScale[of] as number), turn[of] as number];
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const inCone: number[] = [];
  for (let at = 0; at < pairs.count; at++) {
    if (Math.abs((logScale[at] as number) - (logScale[of] as number)) > cone.logScale) continue;
    const x = (ax[at] as number) - (ax[of] as number);
    const y = (ay[at] as number) - (ay[of] as number);
    const u = cos * x - sin * y;
    const v = sin * x + cos * y;
    const dx = (bx[at] as number) - (bx[of] as number) - u;
    const dy = (by[at] as number) - (by[of] as number) - v;
    const tolerance = cone.px * Math.max(1, scale) + cone.share * Math.hypot(u, v);
    if (dx * dx + dy * dy > tolerance * tolerance) continue;
    if (angleBetween(turn[at] as number, angle) <= cone.turn) inCone.push(at);
  }
  return inCone;
}

/**
 * Sets of pairs that one of them predicts, the largest first; each set brings pairs of its own.
 * Every match is tried: with its size and angle it says alone how the whole picture lies, so
 * nothing is left to chance (Philbin et al. 2007). Members of a set that holds most pairs would only
 * predict it again: it ends the search.
 */
export function findConsistentSets(pairs: PointPairs, sizeMin: number): number[][] {
  const sets: number[][] = [];
  for (let of = 0; of < pairs.count; of++) {
    const set = findInCone(pairs, of);
    if (set.length >= sizeMin) sets.push(set);
    if (set.length > most * pairs.count && set.length >= 4 * sizeMin) break;
  }
  sets.sort((a, b) => b.length - a.length);
  const chosen: number[][] = [];
  const marks: Uint8Array[] = [];
  for (const set of sets) {
    if (chosen.length >= followed) break;
    if (marks.some((mark) => set.reduce((sum, at) => sum + (mark[at] as number), 0) > 0.8 * set.length)) continue;
    chosen.push(set);
    const mark = new Uint8Array(pairs.count);
    for (const at of set) mark[at] = 1;
    marks.push(mark);
  }
  return chosen;
}

/** Whether an affine map is one between two pictures of one scene: not mirrored, of sensible size, not squashed. */
export function isPlausible(matrix: Matrix, anisotropyMax: number): boolean {
  const { most, least } = stretchOf(matrix);
  return least > 1 / scaleMax && most < scaleMax && most / least <= anisotropyMax;
}

/**
 * The affine map of most matches: the sets that single matches predict, each fitted by least
 * squares to ever closer inliers, first as a similarity and then as an affine map. Undefined where
 * too few agree or the map is implausible.
 */
export function estimateAffine(pairs: PointPairs, bounds: AffineBounds): Estimate | undefined {
  let best: Estimate | undefined;
  for (const set of findConsistentSets(pairs, Math.max(3, Math.floor(bounds.placesMin / 2)))) {
    const found = refine(pairs, set, bounds);
    if (found && found.places > (best?.places ?? 0)) best = found;
  }
  return best && best.places >= bounds.placesMin ? best : undefined;
}

function refine(pairs: PointPairs, set: readonly number[], bounds: AffineBounds): Estimate | undefined {
  let matrix = fitSimilarity(pairs, set);
  let inliers: number[] = [...set];
  for (const factor of [8, 4, 2, 1.4, 1, 1]) {
    if (!matrix) return undefined;
    const scale = Math.max(1, Math.abs(stretchOf(matrix).most));
    const next = findInliers(pairs, matrix, bounds.tolerancePx * factor * scale);
    if (next.length < 3) return undefined;
    const fitted: number[] | undefined = factor >= 4 || next.length < 6 ? fitSimilarity(pairs, next) : fitAffine(pairs, next);
    inliers = next;
    if (!fitted || !isPlausible(fitted, bounds.anisotropyMax * 1.5)) break;
    matrix = fitted;
  }
  if (!matrix || !isPlausible(matrix, bounds.anisotropyMax)) return undefined;
  return { matrix, inliers, places: countPlaces(pairs, inliers) };
}
