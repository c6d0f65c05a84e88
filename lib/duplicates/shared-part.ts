import { invert, mapPoint, type Point, signedArea } from "../vision/matrix";
import { type GroupPair, type PairEvidence, pairEvidence } from "./schema";

/** What is known of two pictures on one layer, as far as it says what each shows of the other. */
export type FoundPair = {
  /** The newer one. */
  imageId: string;
  ofImageId: string;
  layer: "bytes" | "pixels" | "perceptual" | "view" | "embedding";
  verdict: "duplicate" | "similar";
  transform?: PairEvidence["transform"] | null | undefined;
  /** As in `PairEvidence`. */
  holdsMore?: PairEvidence["holdsMore"] | null | undefined;
};

/** Which share of each of two pictures the other one shows. */
export type SharedPart = { older: number; newer: number };

/**
 * [Note: What may go] A duplicate by its view is one of which the smaller picture lies in the other one: a crop in its
 * original, but also a photograph in a collage. So a picture goes for another one (is refused, replaced, thrown away by a
 * rule or as suggested, and merged) only where the other shows `goesMin` of it, and where it makes up `staysMin` of the
 * other, which otherwise may be a collage; else it is treated as one that is only similar. What a
 * surer layer calls a duplicate is the whole picture.
 * Nor does a picture go for one that has lost something of it: its colours, or what lies under a mark, a bar or a box
 * there, see [Note: Which has the mark]; where it cannot be told over which of the two something lies, none goes.
 *
 * Of 16 photographs and edits of them (`e2e/eval`), by the maps that `confirmView` finds: an edit goes for its original
 * after crops of up to 25 % of each side (which leave 56 %), turns by up to 10°, a caption below (shown to 92 %), a border
 * of 2 % (91 %), filled corners (87 %): 16 of 16 each. It does not, and waits for its person, after crops of 30, 40 and 50 %
 * (49, 36, 25 %), with a border of 10 % (66 %) and in a screenshot (35 and 45 %): 0 of 16 each. An original goes for
 * a crop of 5 % and a turn of 2° (90 and 91 %: 16 of 16), for a turn of 4° (84 %) in 1 of 16, for crops from 10 % on in none.
 * Of collages that the view layer calls duplicates, a photograph that takes half or a quarter goes in 0 of 13, one
 * that takes two or three parts of three or four in 19 of 19; the collage goes for none.
 */
const goesMin = 0.85;
const staysMin = 0.55;

const corners: readonly Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/** What a map from the older picture's unit square to the newer one's says, of six numbers or nine; undefined where it says nothing. */
export function measureShared(transform: FoundPair["transform"]): SharedPart | undefined {
  const there = transform && toMatrix(transform);
  const back = there && invert(there);
  if (!there || !back) return undefined;
  const [newer, older] = [shareUnder(there), shareUnder(back)];
  return Number.isFinite(newer + older) ? { older, newer } : undefined;
}

/** A pair of a group as it is looked at here. */
export function toFound({ evidence, ...pair }: GroupPair): FoundPair {
  return { ...pair, transform: evidence.transform, holdsMore: evidence.holdsMore };
}

/** What a pair's evidence, as it is kept, says of one going for the other. */
export function readFound(evidence: Record<string, unknown> | undefined): Pick<FoundPair, "transform" | "holdsMore"> {
  const { transform, holdsMore } = pairEvidence.shape;
  return { transform: transform.safeParse(evidence?.transform).data, holdsMore: holdsMore.safeParse(evidence?.holdsMore).data };
}

/** The nine numbers of a map of six or nine; undefined for anything else. */
export function toMatrix(transform: readonly number[]): number[] | undefined {
  const matrix = transform.length === 6 ? [...transform, 0, 0, 1] : [...transform];
  return matrix.length === 9 && matrix.every(Number.isFinite) ? matrix : undefined;
}

/** Which of two pictures may go for the other one, see [Note: What may go]. */
export function findWhatMayGo({ layer, verdict, transform, holdsMore }: FoundPair): { older: boolean; newer: boolean } {
  if (verdict !== "duplicate" || holdsMore === "unsure") return { older: false, newer: false };
  // The other one has all that it has, of what both show.
  const isSpare = { older: holdsMore !== "older", newer: holdsMore !== "newer" };
  if (layer !== "view") return isSpare;
  const shared = measureShared(transform);
  if (!shared) return { older: false, newer: false };
  return {
    older: isSpare.older && shared.older >= goesMin && shared.newer >= staysMin,
    newer: isSpare.newer && shared.newer >= goesMin && shared.older >= staysMin,
  };
}

/** What evidence says of pictures going for others. */
export type Goings = {
  /** Of each two of which one may go for the other: first what goes, then what stays, see [Note: What may go]. */
  goings: [string, string][];
  /** Two files of the same pixels. */
  equals: [string, string][];
};

/** Adds what evidence about two pictures says of one going for the other. */
export function addGoings({ goings, equals }: Goings, pair: FoundPair): void {
  const { imageId, ofImageId, layer } = pair;
  if (layer === "bytes" || layer === "pixels") equals.push([imageId, ofImageId]);
  const may = findWhatMayGo(pair);
  if (may.newer) goings.push([imageId, ofImageId]);
  if (may.older) goings.push([ofImageId, imageId]);
}

/** Whether one of two pictures that evidence is about may go for the other one. */
export function mayGo(pair: FoundPair, goingId: string): boolean {
  const may = findWhatMayGo(pair);
  return pair.imageId === goingId ? may.newer : may.older;
}

/** The share of the unit square that lies under the map of another one. */
function shareUnder(matrix: readonly number[]): number {
  let shape: Point[] = corners.map((corner) => mapPoint(matrix, corner));
  if (shape.some(([x, y]) => !Number.isFinite(x + y))) return Number.NaN;
  for (const axis of [0, 1] as const) for (const end of [0, 1] as const) shape = cut(shape, axis, end);
  return Math.abs(signedArea(shape)) / 2;
}

/** What of a polygon lies on the inner side of one of the unit square's edges (Sutherland and Hodgman 1974). */
function cut(shape: readonly Point[], axis: 0 | 1, end: 0 | 1): Point[] {
  const inside = (point: Point) => (end === 0 ? point[axis] : 1 - point[axis]);
  return shape.flatMap((from, at) => {
    const to = shape[(at + 1) % shape.length] as Point;
    const [a, b] = [inside(from), inside(to)];
    const kept = a >= 0 ? [from] : [];
    if (a >= 0 === b >= 0) return kept;
    const share = a / (a - b);
    return [...kept, [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share] as const];
  });
}
