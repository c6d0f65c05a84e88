import { v7 as createId } from "uuid";
import type { Scope } from "../auth/access";
import { duplicateLayer } from "../images/schema";
import type { PairRow, SubjectRow } from "./queries";
import type { PairEvidence } from "./schema";

/** How alike a picture is found to be, on one layer, by what was measured. */
export type Evidence = { imageId: string } & Required<Pick<PairRow, "layer" | "verdict" | "distance" | "evidence">>;

const layers = duplicateLayer.options;

/** Duplicates before similar ones, the surer layer first, the nearest first. */
export function bySurest(a: Evidence, b: Evidence): number {
  const verdict = Number(a.verdict === "similar") - Number(b.verdict === "similar");
  const nearer = a.layer === "embedding" ? b.distance - a.distance : a.distance - b.distance;
  return verdict || layers.indexOf(a.layer) - layers.indexOf(b.layer) || nearer || (a.imageId < b.imageId ? -1 : 1);
}

/**
 * The evidence of those of its pictures that are `twins`, in its order, with what the files as a whole say. Where one of
 * the two has several frames (an animation, a file of several pages) it is of the first alone, which says nothing of the
 * others: such a pair is at most similar, unless its bytes are equal. Where one is grey and the other is not, that one
 * holds more, since hashes and features know no colours.
 */
export function judgeByFiles(evidence: readonly Evidence[], image: Subject, twins: readonly Subject[]): Evidence[] {
  const byId = new Map(twins.map((twin) => [twin.id, twin]));
  return evidence.flatMap((one) => {
    const twin = byId.get(one.imageId);
    if (!twin) return [];
    if (one.layer === "bytes") return [one];
    const coloured = findColoured(image, twin);
    const coloursToo = coloured ? { ...one, evidence: { ...one.evidence, holdsMore: holdsMore(image.id, twin.id, coloured) } } : one;
    if (Math.max(image.frames ?? 1, twin.frames ?? 1) === 1) return [coloursToo];
    return [{ ...coloursToo, verdict: "similar" as const, evidence: { ...coloursToo.evidence, isOfFirstFrame: true } }];
  });
}

type Subject = Pick<SubjectRow, "id" | "frames" | "chroma">;

/**
 * Up to `greyMax` levels between red, green and blue a picture is grey, from `colouredMin` on the other one holds colours
 * that it has lost. Of 219
 * photographs 3 are grey and have 0, the others 10, 15, 18 and more; at JPEG quality 30 they have 11 and more, 100 px wide
 * 7, 13 and more, with half the saturation 5, 8 and more; all their grey copies have 0.
 */
const greyMax = 4;
const colouredMin = 14;

function findColoured({ chroma: own }: Subject, { chroma: others }: Subject): "first" | "second" | undefined {
  if (own === null || others === null || Math.min(own, others) > greyMax || Math.max(own, others) < colouredMin) return undefined;
  return own > others ? "first" : "second";
}

/** Of a picture and its twin which one holds more, as evidence says it. */
export function holdsMore(imageId: string, twinId: string, which: "first" | "second"): PairEvidence["holdsMore"] {
  return (which === "first") === imageId > twinId ? "newer" : "older";
}

/** Of a picture and its twin the one that has nothing laid over it, as evidence says it; nothing where neither has. */
export function clearOf(
  imageId: string,
  twinId: string,
  { overlay, marked }: { overlay: boolean; marked: "first" | "second" | undefined },
): Pick<PairEvidence, "holdsMore"> {
  if (!overlay) return {};
  return { holdsMore: marked === undefined ? "unsure" : holdsMore(imageId, twinId, marked === "first" ? "second" : "first") };
}

/** The evidence as it is kept: the newer image repeats the older one. UUIDv7 sort by when they were made. */
export function toPair(scope: Scope, imageId: string, { imageId: twinId, ...measured }: Evidence): PairRow {
  const [ofImageId, newerId] = imageId > twinId ? [twinId, imageId] : [imageId, twinId];
  return { id: createId(), ownerId: scope.ownerId, imageId: newerId, ofImageId, ...measured };
}
