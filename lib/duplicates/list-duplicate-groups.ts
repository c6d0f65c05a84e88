import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, type Scope, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { findTiles } from "../images/queries";
import { toImageTile } from "../images/to-image-tile";
import { limits } from "../limits";
import { findComponents } from "./find-components";
import { listOpenPairs, listPairsAmong } from "./group-queries";
import type { DuplicateGroup, listDuplicateGroups as operation } from "./schema";

/**
 * A page of the groups of pictures, outside the trash, that hang together by pairs nobody has decided
 * about: the largest first. Groups are made of the oldest `groupPairsMax` pairs.
 */
export async function listDuplicateGroups(
  ctx: Pick<Context, "db"> & { actor: Actor },
  { page, limit }: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(ctx.actor);
  const { pairs, complete } = await listOpenPairs(ctx.db, scope);
  const components = findComponents(pairs);
  const groups: DuplicateGroup[] = [];
  for (const ids of components.slice((page - 1) * limit, page * limit)) groups.push(await toGroup(ctx, scope, ids));
  return { groups, page, total: components.length, complete };
}

async function toGroup(ctx: Pick<Context, "db">, scope: Scope, ids: readonly string[]): Promise<DuplicateGroup> {
  const shownIds = ids.slice(0, limits.duplicates.groupImagesMax);
  const rows = await findTiles(ctx.db, scope, shownIds);
  const images = rows.map(toImageTile).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { id: ids[0] ?? "", imageCount: ids.length, images, pairs: await listPairsAmong(ctx.db, scope, shownIds) };
}
