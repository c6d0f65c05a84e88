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
  const apart = Math.abs(a - b);
  const turns = apart < 2 * Math.PI ? apart : apart % (2 * Math.PI);
  return turns > Math.PI ? 2 * Math.PI - turns : turns;
}

/** Pairs by their turn: those of the i-th of some equal parts of a full turn are `order[starts[i]]` to before `order[starts[i + 1]]`. */
type ByTurn = { order: Uint16Array; starts: Uint16Array; partOf: Uint8Array };

/** Each part is a little wider than a cone, so that only neighbouring parts have to be looked at. */
const parts = Math.floor((2 * Math.PI) / (1.01 * cone.turn));

function sortByTurn({ count, turn }: PointPairs): ByTurn {
  const partOf = new Uint8Array(count);
  const starts = new Uint16Array(parts + 1);
  for (let at = 0; at < count; at++) {
    const turns = (turn[at] as number) / (2 * Math.PI);
    const part = Math.min(parts - 1, Math.floor((turns - Math.floor(turns)) * parts));
    partOf[at] = part;
    starts[part + 1] = (starts[part + 1] as number) + 1;
  }
  for (let part = 0; part < parts; part++) starts[part + 1] = (starts[part + 1] as number) + (starts[part] as number);
  const next = starts.slice();
  const order = new Uint16Array(count);
  for (let at = 0; at < count; at++) {
    const part = partOf[at] as number;
    const place = next[part] as number;
    order[place] = at;
    next[part] = place + 1;
  }
  return { order, starts, partOf };
}

/** Writes the pairs that agree with what one pair predicts by its place, size and angle into `inCone`, and gives how many. */
function findInCone(pairs: PointPairs, { order, starts, partOf }: ByTurn, of: number, inCone: Uint16Array): number {
  const { ax, ay, bx, by, logScale, turn } = pairs;
  const [ofLogScale, angle] = [logScale[of] as number, turn[of] as number];
  const [ofAx, ofAy, ofBx, ofBy] = [ax[of] as number, ay[of] as number, bx[of] as number, by[of] as number];
  const scale = Math.exp(ofLogScale);
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  let found = 0;
  for (let side = parts - 1; side <= parts + 1; side++) {
    const part = ((partOf[of] as number) + side) % parts;
    const end = starts[part + 1] as number;
    for (let place = starts[part] as number; place < end; place++) {
      const at = order[place] as number;
      if (Math.abs((logScale[at] as number) - ofLogScale) > cone.logScale) continue;
      if (angleBetween(turn[at] as number, angle) > cone.turn) continue;
      const x = (ax[at] as number) - ofAx;
      const y = (ay[at] as number) - ofAy;
      const u = cos * x - sin * y;
      const v = sin * x + cos * y;
      const dx = (bx[at] as number) - ofBx - u;
      const dy = (by[at] as number) - ofBy - v;
      const tolerance = cone.px * Math.max(1, scale) + cone.share * Math.sqrt(u * u + v * v);
      if (dx * dx + dy * dy <= tolerance * tolerance) inCone[found++] = at;
    }
  }
  return found;
}

/**
 * Sets of pairs that one of them predicts, the largest first; each set brings pairs of its own.
 * Every match is tried: with its size and angle it says alone how the whole picture lies, so
 * nothing is left to chance (Philbin et al. 2007). Members of a set that holds most pairs would only
 * predict it again: it ends the search.
 */
export function findConsistentSets(pairs: PointPairs, sizeMin: number): number[][] {
  const sets: number[][] = [];
  const byTurn = sortByTurn(pairs);
  const inCone = new Uint16Array(pairs.count);
  for (let of = 0; of < pairs.count; of++) {
    const size = findInCone(pairs, byTurn, of, inCone);
    if (size >= sizeMin) sets.push(Array.from(inCone.subarray(0, size).sort()));
    if (size > most * pairs.count && size >= 4 * sizeMin) break;
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
function isPlausible(matrix: Matrix, anisotropyMax: number): boolean {
  const { most, least } = stretchOf(matrix);
  return least > 1 / scaleMax && most < scaleMax && most / least <= anisotropyMax;
}

/**
 * The affine map of most matches: the sets that single matches predict, each fitted by least
 * squares to ever closer inliers, first as a similarity and then as an affine map. Undefined where
 * too few agree or the map is implausible.
 */
export function estimateAffine(pairs: PointPairs, bounds: AffineBounds): Estimate | undefined {
  if (pairs.count < bounds.placesMin) return undefined;
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
