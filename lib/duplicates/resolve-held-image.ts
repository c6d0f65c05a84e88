import { type Actor, authorize, type Scope, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import * as queries from "./held-queries";
import { refuseShared } from "./lock-group";
import { mergeInto } from "./merge-into";
import type { HeldChoice } from "./schema";

/** Why a twin is in the trash; `reopenHeldImage` brings it back by this. */
export function replacedBy(imageId: string): string {
  return `replaced-by:${imageId}`;
}

/** Why a picture that was held is in the trash. */
export const discarded = "discarded";

type Choosing = {
  tx: Db;
  scope: Scope;
  imageId: string;
  twinIds: readonly string[];
  /** Those twins that are called duplicates, the surest first. */
  duplicates: readonly queries.TwinChoice[];
  now: Date;
};

/**
 * Does what a person chose for a near duplicate. keep-both: into the library, and it and its twins are not
 * brought up again. keep-new: into the library, with what its duplicates know (see `takeOver`), which go
 * to the trash. What is only similar, or may not go for it (a photograph for a collage, see [Note: What may go]), stays,
 * undecided: the person has seen one choice, not each of those pictures; so where nothing may go, keep-new is
 * keep-both. discard: into the trash, for the surest duplicate in the library for which it may go, which takes over what it knows; what its duplicates are to each
 * other stays open, and of similar pictures nothing is decided. Nothing is deleted.
 * @throws AppError not-found; forbidden for a picture of somebody else; conflict when the image is not held (any more)
 */
export async function resolveHeldImage(
  ctx: Pick<Context, "db" | "clock"> & { actor: Actor },
  input: { imageId: string; choice: HeldChoice },
): Promise<{ imageId: string; trashedIds: string[] }> {
  const scope = scopeOf(ctx.actor);
  return ctx.db.transaction(async (tx) => {
    const found = await queries.lockWithTwins(tx, scope, input.imageId);
    if (!found.image) await refuseShared(tx, ctx.actor, input.imageId);
    const image = authorize(ctx.actor, "manage", found.image);
    if (image.place !== "held") throw new AppError("conflict", "This picture is not waiting for a choice any more.");
    const duplicates = found.twins.filter((twin) => twin.sureness !== null).sort((a, b) => (a.sureness ?? 0) - (b.sureness ?? 0));
    const choosing = { tx, scope, imageId: image.id, twinIds: idsOf(found.twins), duplicates, now: ctx.clock.now() };
    return { imageId: image.id, trashedIds: await choices[input.choice](choosing) };
  });
}

const choices: Record<HeldChoice, (choosing: Choosing) => Promise<string[]>> = {
  "keep-both": keepBoth,
  "keep-new": keepNew,
  discard,
};

async function keepBoth({ tx, scope, imageId, twinIds }: Choosing): Promise<string[]> {
  await queries.saveDecisions(tx, scope, imageId, twinIds, "not-related");
  await queries.moveImage(tx, scope, imageId, { place: "library" });
  return [];
}

async function keepNew(choosing: Choosing): Promise<string[]> {
  const { tx, scope, imageId, now } = choosing;
  const duplicates = choosing.duplicates.filter(({ mayGo }) => mayGo);
  if (duplicates.length === 0) return keepBoth(choosing);
  const replacedIds = idsOf(duplicates.filter(({ place }) => place === "library"));
  await queries.saveDecisions(tx, scope, imageId, idsOf(duplicates), "duplicate");
  await mergeInto(tx, scope, imageId, replacedIds);
  await queries.moveImage(tx, scope, imageId, { place: "library" });
  for (const id of replacedIds)
    await queries.moveImage(tx, scope, id, { place: "trash", trashReason: replacedBy(imageId), trashedAt: now });
  return replacedIds;
}

async function discard({ tx, scope, imageId, duplicates, now }: Choosing): Promise<string[]> {
  const kept = duplicates.find(({ place, mayStay }) => mayStay && place === "library");
  if (kept) {
    await queries.saveDecisions(tx, scope, imageId, [kept.id], "duplicate");
    await mergeInto(tx, scope, kept.id, [imageId]);
  }
  await queries.moveImage(tx, scope, imageId, { place: "trash", trashReason: discarded, trashedAt: now });
  return [imageId];
}

function idsOf(rows: readonly queries.ChoiceRow[]): string[] {
  return rows.map((row) => row.id);
}
