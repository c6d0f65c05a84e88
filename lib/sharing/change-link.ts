import { v7 as uuidv7 } from "uuid";
import type { ParsedInputOf } from "../api/operation";
import { type Actor, type Authorized, authorize, authorizeAll, scopeOf } from "../auth/access";
import { createOpaqueToken, hashOpaqueToken } from "../auth/opaque-token";
import { hashPassword } from "../auth/password";
import { getCollectionFor } from "../collections/get-collection-for";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { lockImages } from "../images/queries";
import { limits } from "../limits";
import { countLinks, deleteOldestEndedLink, insertLink, type LinkPatch, type LinkRow, lockLink, patchLink } from "./link-queries";
import type { createLink as createOperation, LinkView, updateLink as updateOperation } from "./link-schema";
import { getLink } from "./list-links";
import { requireShareable } from "./shareable";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };
type CreateInput = ParsedInputOf<typeof createOperation>;
type UpdateInput = ParsedInputOf<typeof updateOperation>;
type Settings = Omit<UpdateInput, "linkId">;

/**
 * Makes a share link to an own collection or to own images. Its path is given this once: only the
 * hash of the token is kept. The oldest link that has ended makes room for it when there are too many.
 * @throws AppError not-found; forbidden for a collection of somebody else; invalid-input; conflict for
 *   the default collection, or when there are too many
 */
export async function createLink(ctx: Ctx, input: CreateInput): Promise<{ link: LinkView; path: string }> {
  const imageIds = [...new Set(input.imageIds ?? [])];
  if ((input.collectionId === undefined) === (imageIds.length === 0))
    throw new AppError("invalid-input", "Name a collection or pictures to share.");
  requireCollection(input, input.collectionId !== undefined);
  const settings = await toPatch(ctx, input);
  const token = createOpaqueToken();
  const id = uuidv7();
  await ctx.db.transaction(async (tx) => {
    const collectionId = input.collectionId === undefined ? null : await getOwnId({ ...ctx, db: tx }, input.collectionId);
    authorizeAll(ctx.actor, "manage", imageIds, await lockImages(tx, scopeOf(ctx.actor), imageIds));
    await makeRoom(tx, ctx);
    const link = {
      id,
      ownerId: ctx.actor.userId,
      collectionId,
      tokenHash: hashOpaqueToken(token),
      createdAt: ctx.clock.now(),
      ...settings,
    };
    await insertLink(tx, link, imageIds);
  });
  return { link: await getLink(ctx, { linkId: id }), path: `/s/${token}` };
}

async function getOwnId(ctx: Ctx, collectionId: string): Promise<string> {
  return requireShareable(await getCollectionFor(ctx, "manage", collectionId)).id;
}

async function makeRoom(tx: Db, { actor, clock }: Ctx): Promise<void> {
  const scope = scopeOf(actor);
  if ((await countLinks(tx, scope)) < limits.sharing.linksMax) return;
  if (await deleteOldestEndedLink(tx, scope, clock.now())) return;
  throw new AppError("conflict", `You have ${limits.sharing.linksMax} open links; that is the most. Close some first.`);
}

/**
 * Changes what an own link allows, its password or its end; it holds at once, and a new password is
 * asked of everybody again. Fields that are left out stay.
 * @throws AppError not-found; conflict for a link that was closed; invalid-input
 */
export async function updateLink(ctx: Ctx, { linkId, ...settings }: UpdateInput): Promise<LinkView> {
  const patch = await toPatch(ctx, settings);
  await ctx.db.transaction(async (tx) => {
    const link = await lockOwn(tx, ctx.actor, linkId);
    if (link.revokedAt) throw new AppError("conflict", "This link was closed for good. Make a new one.");
    requireCollection(settings, link.collectionId !== null);
    await patchLink(tx, link, patch);
  });
  return getLink(ctx, { linkId });
}

/** Closes an own link for good, at once. Safe to run again. @throws AppError not-found */
export async function revokeLink(ctx: Ctx, { linkId }: { linkId: string }): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const link = await lockOwn(tx, ctx.actor, linkId);
    if (!link.revokedAt) await patchLink(tx, link, { revokedAt: ctx.clock.now(), passwordHash: null });
  });
}

async function lockOwn(tx: Db, actor: Actor, linkId: string): Promise<Authorized<LinkRow>> {
  return authorize(actor, "manage", await lockLink(tx, scopeOf(actor), linkId), "link");
}

function requireCollection({ allowAdd }: Pick<Settings, "allowAdd">, hasCollection: boolean): void {
  if (allowAdd && !hasCollection) throw new AppError("invalid-input", "Pictures can be added to a collection only, not to a selection.");
}

async function toPatch({ clock }: Ctx, settings: Settings): Promise<LinkPatch> {
  const { title, password, expiresAt, allowDownload, allowOriginals, showDetails, allowAdd } = settings;
  const ends = expiresAt && new Date(expiresAt);
  if (ends && ends <= clock.now()) throw new AppError("invalid-input", "expiresAt: This time is over already.");
  const passwordHash = password && (await hashPassword(password));
  const patch = { title, passwordHash, expiresAt: ends, allowDownload, allowOriginals, showDetails, allowAdd };
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
