import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { decideApart, decideBeside, decideScene } from "./decide-queries";
import * as queries from "./group-queries";
import { lockGroup } from "./lock-group";
import { mergeInto } from "./merge-into";
import { Replaceable } from "./replaceable";
import type { dismissDuplicateGroup as dismiss, resolveDuplicateGroup as resolve } from "./schema";
import { stackUnder } from "./stack-queries";

/** Why pictures of a group are in the trash; `reopenDuplicateGroup` brings them back by this. */
export function duplicateOf(keptId: string): string {
  return `duplicate-of:${keptId}`;
}

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };

/**
 * Keeps some pictures of a group and moves the others to the trash. The first kept one takes over what
 * those know, in the order in which they are named, see `takeOver`, as far as they repeat it themselves, see
 * [Note: What may go]; a held one that is kept comes into the library. Only what is stacked is noted down as shots of
 * one scene; of what is else kept, or thrown away without being a duplicate, only that it is not brought up again beside
 * the first, see `decideBeside`. Nothing is deleted. Safe to run again.
 * @throws AppError not-found; forbidden for pictures of somebody else; invalid-input when an id is in both lists; conflict when one to keep is in the trash
 */
export async function resolveDuplicateGroup(ctx: Ctx, input: ParsedInputOf<typeof resolve>): Promise<OutputOf<typeof resolve>> {
  const scope = scopeOf(ctx.actor);
  const keptIds = [...new Set(input.keepIds)];
  const trashIds = [...new Set(input.trashIds)];
  const [firstId] = keptIds;
  if (firstId === undefined || trashIds.some((id) => keptIds.includes(id)))
    throw new AppError("invalid-input", "trashIds: A picture is either kept or moved to the trash.");
  return ctx.db.transaction(async (tx) => {
    const members = await lockGroup(tx, ctx.actor, [...keptIds, ...trashIds]);
    if (members.some((member) => keptIds.includes(member.id) && member.place === "trash"))
      throw new AppError("conflict", "A picture to keep is in the trash. Restore it first.");
    const trashed = members.filter((member) => trashIds.includes(member.id) && member.place !== "trash");
    const others = [...keptIds.slice(1), ...trashIds];
    const replaceable = await Replaceable.fromPairs(await queries.listDuplicatesOf(tx, scope, firstId, others));
    const mayGo = (id: string) => replaceable.has(id, firstId);
    const beside = [...(input.stack ? [] : keptIds.slice(1)), ...trashIds.filter((id) => !mayGo(id))];
    await decideScene(tx, scope, firstId, { alternates: input.stack ? keptIds.slice(1) : [], duplicates: trashIds.filter(mayGo) });
    await decideBeside(tx, scope, firstId, { besideIds: beside, chosenIds: beside.filter(mayGo) });
    await mergeInto(tx, scope, firstId, inOrder(trashIds.filter(mayGo), trashed));
    await queries.moveImages(tx, scope, keptIds, { place: "library" });
    if (input.stack) await stackUnder(tx, scope, firstId, keptIds);
    const toTrash = { place: "trash" as const, trashReason: duplicateOf(firstId), trashedAt: ctx.clock.now() };
    await queries.moveImages(tx, scope, idsOf(trashed), toTrash);
    return { keptIds, trashedIds: idsOf(trashed) };
  });
}

/** Ids of those that are there, in the order in which they were named. */
function inOrder(ids: readonly string[], members: readonly queries.GroupMember[]): string[] {
  const there = new Set(idsOf(members));
  return ids.filter((id) => there.has(id));
}

/**
 * Says that pictures have nothing to do with each other: held ones come into the library, and no pair
 * of them is brought up again. Safe to run again.
 * @throws AppError not-found; forbidden for pictures of somebody else; conflict when one is in the trash
 */
export async function dismissDuplicateGroup(ctx: Ctx, input: ParsedInputOf<typeof dismiss>): Promise<OutputOf<typeof dismiss>> {
  const scope = scopeOf(ctx.actor);
  const imageIds = [...new Set(input.imageIds)];
  return ctx.db.transaction(async (tx) => {
    const members = await lockGroup(tx, ctx.actor, imageIds);
    if (members.some(({ place }) => place === "trash"))
      throw new AppError("conflict", "A picture of this group is in the trash. Restore it first.");
    await decideApart(tx, scope, imageIds);
    await queries.moveImages(tx, scope, imageIds, { place: "library" });
    return { imageIds };
  });
}

function idsOf(members: readonly queries.GroupMember[]): string[] {
  return members.map(({ id }) => id);
}
