import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, type Scope, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { limits } from "../limits";
import { compareImages } from "./compare-images";
import { findGroupImages } from "./describe-group-images";
import { findOpenGroups, type OpenGroup } from "./find-open-groups";
import { findPairsAmong } from "./find-pairs-among";
import { orderKeepers } from "./order-keepers";
import type { Replaceable } from "./replaceable";
import type { DuplicateGroup, GroupImage, listDuplicateGroups as operation } from "./schema";
import { type FoundPair, toFound } from "./shared-part";

/**
 * A page of the groups of pictures, outside the trash, that hang together by pairs nobody has decided
 * about: the largest first. Groups are made of the oldest `groupPairsMax` pairs. Held pictures
 * whose twins are gone are groups of one.
 */
export async function listDuplicateGroups(
  ctx: Pick<Context, "db"> & { actor: Actor },
  { page, limit, kind, order }: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(ctx.actor);
  const { groups, complete, replaceable } = await findOpenGroups(ctx.db, scope, { kind, order });
  const described: DuplicateGroup[] = [];
  for (const group of groups.slice((page - 1) * limit, page * limit)) {
    const found = await describeGroup(ctx, scope, group, replaceable);
    if (found) described.push(found);
  }
  return { groups: described, page, total: groups.length, complete };
}

/** Undefined when none of its pictures is there any more. */
async function describeGroup(
  ctx: Pick<Context, "db">,
  scope: Scope,
  { ids, heldCount }: OpenGroup,
  replaceable: Replaceable,
): Promise<DuplicateGroup | undefined> {
  const found = await findGroupImages(ctx.db, scope, ids.slice(0, limits.duplicates.groupImagesMax));
  // Ordered twice: evidence is asked for among the pictures that are shown, and which those are of a large group depends
  // on which is best without any. Evidence among all of them would be that of up to 19,900 pairs instead of 465.
  const first = orderKeepers(found)[0];
  const isShown = (image: GroupImage, index: number) => index < limits.duplicates.groupImagesListed || image.id === first?.id;
  const shownPairs = await findPairsAmong(ctx.db, scope, found.filter(isShown).map(idOf));
  const evidence = shownPairs.map(toFound);
  const ordered = orderKeepers(found, "suggested", evidence);
  const placeOf = new Map(ordered.map(({ id }, place) => [id, place]));
  // What is better never goes for what is worse: an original lies whole in a copy with a frame, too.
  const goesFor = (id: string, kept: GroupImage) =>
    (placeOf.get(id) ?? ordered.length) > (placeOf.get(kept.id) ?? 0) && replaceable.has(id, kept.id);
  // One for which nothing goes (a collage of others) is no keeper where there is another.
  const best = ordered.find((image) => found.some(({ id }) => goesFor(id, image))) ?? ordered[0];
  if (!best) return undefined;
  const next = ordered.find((image) => goesFor(image.id, best)) ?? ordered.find((image) => image !== best);
  const shown = found.filter((image, index) => isShown(image, index) || image.id === best.id);
  const shownIds = new Set(shown.map(idOf));
  return {
    id: ids[0] ?? best.id,
    imageCount: ids.length,
    heldCount,
    images: withReasons(shown, best, next, evidence),
    restIds: ids.filter((id) => !shownIds.has(id)),
    suggestedKeepId: best.id,
    similarIds: ids.filter((id) => id !== best.id && !goesFor(id, best)),
    pairs: shownPairs,
  };
}

const idOf = ({ id }: GroupImage) => id;

function withReasons(
  images: readonly GroupImage[],
  best: GroupImage,
  next: GroupImage | undefined,
  pairs: readonly FoundPair[],
): GroupImage[] {
  return images.map((image) => {
    const other = image.id === best.id ? next : best;
    return { ...image, reasons: other ? compareImages(image, other, pairs) : [] };
  });
}
