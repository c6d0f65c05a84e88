import { type Actor, authorize, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { openPairsOf } from "./decide-queries";
import * as queries from "./held-queries";
import { refuseShared } from "./lock-group";
import { giveBackFrom } from "./merge-into";
import { discarded, replacedBy } from "./resolve-held-image";

const trashedOtherwise = "This picture is in the trash, but not by a choice about duplicates. Restore it there.";
const nothingLeft =
  "No choice about this picture is left to undo: it was never held, or the pictures that it was compared with are gone. It stays in the library.";

/**
 * Undoes a choice: the image is held again, twins that it replaced are back in the library, and what
 * it took over from them, or one of them from it, is given back, except what somebody has changed since. Safe to run again.
 * @throws AppError not-found; forbidden for a picture of somebody else; conflict when nothing was chosen for the image, or nothing is left that it was chosen about
 */
export async function reopenHeldImage(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: { imageId: string },
): Promise<{ imageId: string }> {
  const scope = scopeOf(ctx.actor);
  return ctx.db.transaction(async (tx) => {
    const { image: found, twins } = await queries.lockWithTwins(tx, scope, input.imageId);
    if (!found) await refuseShared(tx, ctx.actor, input.imageId);
    const image = authorize(ctx.actor, "manage", found);
    if (image.place === "held") return { imageId: image.id };
    const wasDecided = await queries.deleteDecisions(tx, scope, image.id);
    if (!wasDecided && image.trashReason !== discarded) {
      throw new AppError("conflict", image.place === "trash" ? trashedOtherwise : nothingLeft);
    }
    await openPairsOf(tx, scope, [image.id]);
    await queries.moveImage(tx, scope, image.id, { place: "held" });
    const restored = await queries.restoreTrashedFor(tx, scope, replacedBy(image.id));
    const twinIds = twins.map(({ id }) => id);
    await giveBackFrom(tx, scope, [image.id], { fromIds: twinIds, restored });
    await giveBackFrom(tx, scope, twinIds, { fromIds: [image.id], restored: false });
    return { imageId: image.id };
  });
}
