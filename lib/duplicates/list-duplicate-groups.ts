import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, type Scope, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { findTiles } from "../images/queries";
import type { ImageTile } from "../images/schema";
import { toImageTile } from "../images/to-image-tile";
import { limits } from "../limits";
import { compareQuality } from "./compare-quality";
import { type FactsRow, listFactsRows } from "./facts-queries";
import { findComponents } from "./find-components";
import { listOpenPairs, listPairsAmong } from "./group-queries";
import { orderKeepers } from "./order-keepers";
import { toPictureFacts } from "./picture-facts";
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
  const [rows, factsRows, pairs] = [
    await findTiles(ctx.db, scope, shownIds),
    await listFactsRows(ctx.db, scope, shownIds),
    await listPairsAmong(ctx.db, scope, shownIds),
  ];
  const tiles = rows.map(toImageTile).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { id: ids[0] ?? "", imageCount: ids.length, pairs, ...withReasons(tiles, factsRows) };
}

/** Tiles with what speaks for each, and which of them is suggested to keep. */
function withReasons(tiles: readonly ImageTile[], rows: readonly FactsRow[]): Pick<DuplicateGroup, "images" | "suggestedKeepId"> {
  const facts = new Map(rows.map((row) => [row.id, toPictureFacts(row)]));
  const known = tiles.flatMap((tile) => {
    const found = facts.get(tile.id);
    return found ? [{ ...tile, facts: found }] : [];
  });
  const [best, next] = orderKeepers(known);
  const images = known.map((image) => {
    const other = image.id === best?.id ? next : best;
    return { ...image, reasons: other ? compareQuality(image.facts, other.facts) : [] };
  });
  return { images, suggestedKeepId: best?.id ?? "" };
}
