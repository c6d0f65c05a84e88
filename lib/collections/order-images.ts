import { type Actor, authorize, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { findGap, type Gap, renumber, setPositions } from "./order-queries";
import { listMembersAmong, lockCollection } from "./queries";

/** Nearer than this, positions are numbered anew before their doubles run out of digits. */
const stepMin = 1e-6;

/**
 * Puts images of a collection before another of its images, or at its end (null), in the order given.
 * For editors and the owner. Safe to run again.
 * @throws AppError not-found, also for an image that is not in it; forbidden; invalid-input
 */
export async function orderImages(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: { collectionId: string; imageIds: string[]; before: string | null },
): Promise<undefined> {
  const imageIds = [...new Set(input.imageIds)];
  const { before } = input;
  if (before !== null && imageIds.includes(before)) throw new AppError("invalid-input", "before: This picture is one of those that move.");
  const named = before === null ? imageIds : [...imageIds, before];
  await ctx.db.transaction(async (tx) => {
    const found = await lockCollection(tx, viewScopeOf(ctx.actor), input.collectionId);
    const collection = authorize(ctx.actor, "edit", found, "collection");
    const members = new Set((await listMembersAmong(tx, collection, named)).map(({ id }) => id));
    if (named.some((id) => !members.has(id))) throw new AppError("not-found", "There is no such picture in this collection.");
    const gap = await findGap(tx, collection, imageIds, before);
    const positions = gap && divide(gap, imageIds.length);
    if (positions) await setPositions(tx, collection, imageIds, positions);
    else await renumber(tx, collection, imageIds, before);
  });
}

/** Positions for `count` images in a gap; undefined when it is too narrow. */
function divide({ after, upTo }: Gap, count: number): { first: number; step: number } | undefined {
  if (upTo === null) return { first: (after ?? 0) + 1, step: 1 };
  const start = after ?? upTo - count - 1;
  const step = (upTo - start) / (count + 1);
  return step < stepMin ? undefined : { first: start + step, step };
}
