import { compareQuality } from "./compare-quality";
import { findEnlarged } from "./find-enlarged";
import { layOver, type Sides } from "./lay-over";
import type { PictureFacts, QualityReason } from "./schema";
import type { FoundPair } from "./shared-part";

type Compared = Sides & { id: string; facts: PictureFacts };

/** In what the first of two pictures of a group is the better one to keep, by what their evidence among `pairs` says of how they lie over each other. */
export function compareImages(better: Compared, other: Compared, pairs: readonly FoundPair[]): QualityReason[] {
  const pair = pairs.find(
    ({ imageId, ofImageId }) => (imageId === better.id && ofImageId === other.id) || (imageId === other.id && ofImageId === better.id),
  );
  const isNewer = pair?.imageId === better.id;
  const laid = pair && layOver(pair, ...(isNewer ? ([other, better] as const) : ([better, other] as const)));
  if (!laid) return compareQuality(better.facts, other.facts);
  const area = isNewer ? laid.area : 1 / laid.area;
  const which = findEnlarged(laid, better.facts, other.facts);
  return compareQuality(better.facts, other.facts, {
    isEqual: laid.isEqual,
    area,
    showsMore: laid.framed === undefined && area < 1,
    isPlain: laid.framed === (isNewer ? "older" : "newer"),
    enlarged: which && (which === "first" ? "better" : "other"),
    holdsMore: pair.holdsMore === (isNewer ? "newer" : "older"),
  });
}
