import { v7 as createId } from "uuid";
import type { Scope } from "../auth/access";
import { duplicateLayer } from "../images/schema";
import type { PairRow, SubjectRow } from "./queries";

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
 * The evidence of those of its pictures that are `twins`, in its order; where the picture or the twin has several frames
 * (an animation, a file of several pages) it is of the first one alone, which says nothing of the others: such a pair is
 * at most similar, unless its bytes are equal.
 */
export function judgeByFrames(
  evidence: readonly Evidence[],
  image: Pick<SubjectRow, "frames">,
  twins: readonly Pick<SubjectRow, "id" | "frames">[],
): Evidence[] {
  const framesOf = new Map(twins.map(({ id, frames }) => [id, Math.max(frames ?? 1, image.frames ?? 1)]));
  return evidence.flatMap((one) => {
    const frames = framesOf.get(one.imageId);
    if (frames === undefined) return [];
    if (frames === 1 || one.layer === "bytes") return [one];
    return [{ ...one, verdict: "similar" as const, evidence: { ...one.evidence, isOfFirstFrame: true } }];
  });
}

/** The evidence as it is kept: the newer image repeats the older one. UUIDv7 sort by when they were made. */
export function toPair(scope: Scope, imageId: string, { imageId: twinId, ...measured }: Evidence): PairRow {
  const [ofImageId, newerId] = imageId > twinId ? [twinId, imageId] : [imageId, twinId];
  return { id: createId(), ownerId: scope.ownerId, imageId: newerId, ofImageId, ...measured };
}
