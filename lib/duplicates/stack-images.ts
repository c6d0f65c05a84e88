import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { decideScene } from "./decide-queries";
import * as groups from "./group-queries";
import { lockGroup } from "./lock-group";
import type { stackImages as stackOperation, unstackImages as unstackOperation } from "./schema";
import { listStacked, stackUnder, unstack } from "./stack-queries";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/**
 * Groups pictures of one scene as a stack: lists show its cover in their place. Stacks that they are
 * covers of come with them, held ones come into the library, and no pair of those named is brought up
 * as duplicates again. Safe to run again.
 * @throws AppError not-found; forbidden for pictures of somebody else; invalid-input when the cover is not among them; conflict when one is in the trash
 */
export async function stackImages(ctx: Ctx, input: ParsedInputOf<typeof stackOperation>): Promise<OutputOf<typeof stackOperation>> {
  const scope = scopeOf(ctx.actor);
  const imageIds = [...new Set(input.imageIds)];
  const coverId = input.coverId ?? imageIds[0] ?? "";
  if (!imageIds.includes(coverId)) throw new AppError("invalid-input", "coverId: The cover is one of the pictures of the stack.");
  return ctx.db.transaction(async (tx) => {
    const members = await lockGroup(tx, ctx.actor, imageIds);
    if (members.some(({ place }) => place === "trash"))
      throw new AppError("conflict", "A picture of the stack is in the trash. Restore it first.");
    await decideScene(tx, scope, coverId, { alternates: imageIds.filter((id) => id !== coverId), duplicates: [] });
    await groups.moveImages(tx, scope, imageIds, { place: "library" });
    await stackUnder(tx, scope, coverId, imageIds);
    const stacked = await listStacked(tx, scope, [coverId]);
    return { coverId, imageIds: stacked.map(({ id }) => id) };
  });
}

/**
 * Takes pictures out of their stack; without its cover a stack goes on under its next picture by
 * time, and a last one stands for itself. That they are shots of one scene stays known. Safe to run again.
 * @throws AppError not-found; forbidden for pictures of somebody else
 */
export async function unstackImages(ctx: Ctx, input: ParsedInputOf<typeof unstackOperation>): Promise<OutputOf<typeof unstackOperation>> {
  const imageIds = [...new Set(input.imageIds)];
  await ctx.db.transaction(async (tx) => {
    await lockGroup(tx, ctx.actor, imageIds);
    await unstack(tx, scopeOf(ctx.actor), imageIds);
  });
  return { imageIds };
}
