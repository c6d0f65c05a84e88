import { z } from "zod";
import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { listDuplicateEvidence } from "../images/list-duplicate-evidence";
import { toImageTile } from "../images/to-image-tile";
import { withDetails } from "../images/with-details";
import { countHeld, listHeld } from "./held-queries";
import type { HeldImage, listHeldImages as operation } from "./schema";

type Named = Pick<HeldImage, "image">;

/**
 * Near duplicates that wait for a choice, oldest first, each with its twins in the library, the
 * surest and nearest first. A twin that went to the trash meanwhile is no longer named.
 * @throws AppError invalid-input for a cursor that is none
 */
export async function listHeldImages(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(ctx.actor);
  const rows = await listHeld(ctx.db, scope, { afterId: readCursor(input.cursor), limit: input.limit + 1 });
  const page = rows.slice(0, input.limit);
  const evidence = await listDuplicateEvidence(
    ctx,
    scope,
    page.map((row) => row.id),
  );
  const held = page.map((row) => ({
    image: toImageTile(row),
    twins: (evidence.get(row.id) ?? []).filter(({ image }) => image.place === "library"),
  }));
  return {
    held: await withAllDetails(ctx, input.include, held),
    nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
    total: await countHeld(ctx.db, scope),
  };
}

/** With everything known of each image and each twin, asked for at once, see `withDetails`. */
async function withAllDetails(
  ctx: Pick<Context, "db"> & { actor: Actor },
  include: "details" | undefined,
  held: readonly HeldImage[],
): Promise<HeldImage[]> {
  const named = await withDetails(
    ctx,
    include,
    held.flatMap(({ image, twins }) => [{ image }, ...twins.map((twin) => ({ image: twin.image }))]),
  );
  const views = new Map(named.map(({ image }) => [image.id, image]));
  const seen = <T extends Named>(one: T): T[] => {
    const image = views.get(one.image.id);
    return image ? [{ ...one, image }] : [];
  };
  return held.flatMap((one) => seen(one).map((shown) => ({ ...shown, twins: one.twins.flatMap(seen) })));
}

function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined || z.uuid().safeParse(cursor).success) return cursor;
  throw new AppError("invalid-input", "cursor: This is not a cursor of this list.");
}
