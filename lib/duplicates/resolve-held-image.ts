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

type Choosing = { tx: Db; scope: Scope; image: queries.ChoiceRow; twins: readonly queries.ChoiceRow[]; now: Date };

/**
 * Does what a person chose for a near duplicate. keep-both: into the library, and the two are not
 * brought up again. keep-new: into the library, with what its twins know (see `takeOver`), which go to
 * the trash. discard: into the trash. Nothing is deleted.
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
    const twins = found.twins.filter((twin) => twin.place === "library");
    const decision = input.choice === "keep-both" ? "not-related" : "duplicate";
    await queries.saveDecisions(tx, scope, image.id, idsOf(found.twins), decision);
    const choosing = { tx, scope, image, twins, now: ctx.clock.now() };
    return { imageId: image.id, trashedIds: await choices[input.choice](choosing) };
  });
}

const choices: Record<HeldChoice, (choosing: Choosing) => Promise<string[]>> = {
  "keep-both": async ({ tx, scope, image }) => {
    await queries.moveImage(tx, scope, image.id, { place: "library" });
    return [];
  },
  "keep-new": async ({ tx, scope, image, twins, now }) => {
    await mergeInto(tx, scope, image.id, idsOf(twins));
    await queries.moveImage(tx, scope, image.id, { place: "library" });
    for (const twin of twins) {
      await queries.moveImage(tx, scope, twin.id, { place: "trash", trashReason: replacedBy(image.id), trashedAt: now });
    }
    return idsOf(twins);
  },
  discard: async ({ tx, scope, image, now }) => {
    await queries.moveImage(tx, scope, image.id, { place: "trash", trashReason: "discarded", trashedAt: now });
    return [image.id];
  },
};

function idsOf(rows: readonly queries.ChoiceRow[]): string[] {
  return rows.map((row) => row.id);
}
