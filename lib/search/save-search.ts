import { v7 as uuidv7 } from "uuid";
import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, authorize, scopeOf, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import type { SavedPicture } from "../db/schema/searches";
import { AppError } from "../errors";
import { findSeenTiles } from "../images/view-queries";
import { limits } from "../limits";
import { type PageInput, rowsOf } from "../paging";
import { getSeenImage } from "./get-seen-image";
import * as queries from "./saved-queries";
import type * as operations from "./saved-schema";
import { searchByMix } from "./search-by-mix";
import { searchByText } from "./search-by-text";
import { withTemporaryPictures } from "./temporary-pictures";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/** A page of the searches that a person kept, by name. */
export async function listSavedSearches(ctx: Ctx, input: PageInput): Promise<OutputOf<typeof operations.listSavedSearches>> {
  const scope = scopeOf(ctx.actor);
  const [rows, total] = await Promise.all([queries.listSavedRows(ctx.db, scope, rowsOf(input)), queries.countSaved(ctx.db, scope)]);
  return { searches: await toViews(ctx, rows), page: input.page ?? 1, total };
}

/** One kept search. @throws AppError not-found */
export async function getSavedSearch(ctx: Ctx, { searchId }: { searchId: string }): Promise<operations.SavedSearch> {
  return toView(ctx, await getOwn(ctx, searchId));
}

/**
 * Keeps a line, pictures that the actor may see, or both under a name.
 * @throws AppError invalid-input for neither; not-found for a picture; conflict when a person keeps very many
 */
export async function createSavedSearch(
  ctx: Ctx,
  { name, query, pictures }: ParsedInputOf<typeof operations.createSavedSearch>,
): Promise<operations.SavedSearch> {
  requireAsked(query, pictures);
  const kept = await toKept(ctx, pictures);
  const scope = scopeOf(ctx.actor);
  const saved = await ctx.db.transaction(async (tx) => {
    await queries.lockSearcher(tx, scope);
    if ((await queries.countSaved(tx, scope)) >= limits.search.savedMax)
      throw new AppError("conflict", `You keep ${limits.search.savedMax} searches already. Delete some first.`);
    return queries.insertSaved(tx, scope, { id: uuidv7(), name, query, pictures: kept });
  });
  return toView(ctx, authorize(ctx.actor, "view", saved, "search"));
}

/**
 * Changes name, line or pictures of a kept search; without `pictures` those that are gone stay in it, too.
 * @throws AppError invalid-input when nothing is left to search for; not-found, also for a picture
 */
export async function updateSavedSearch(
  ctx: Ctx,
  { searchId, name, query, pictures }: ParsedInputOf<typeof operations.updateSavedSearch>,
): Promise<operations.SavedSearch> {
  const old = authorize(ctx.actor, "edit", await getOwn(ctx, searchId), "search");
  requireAsked(query ?? old.query, pictures ?? old.pictures);
  const kept = pictures && (await toKept(ctx, pictures));
  const patch = { ...(name !== undefined && { name }), ...(query !== undefined && { query }), ...(kept && { pictures: kept }) };
  const saved = await queries.patchSaved(ctx.db, old, patch);
  return toView(ctx, authorize(ctx.actor, "view", saved, "search"));
}

/** Forgets a kept search; its images stay. @throws AppError not-found */
export async function deleteSavedSearch(ctx: Ctx, { searchId }: { searchId: string }): Promise<void> {
  await queries.removeSaved(ctx.db, authorize(ctx.actor, "delete", await getOwn(ctx, searchId), "search"));
}

/**
 * Runs a kept search: the images that its line and its pictures find now. Pictures that the actor no longer sees are left out,
 * and counted; without any of them and without a line nothing is found.
 * @throws AppError not-found
 */
export async function listSavedSearchImages(
  ctx: Ctx & Pick<Context, "clock" | "config" | "inference" | "storage" | "decoder">,
  { searchId, ...options }: ParsedInputOf<typeof operations.listSavedSearchImages>,
): Promise<OutputOf<typeof operations.listSavedSearchImages>> {
  const { query, pictures } = await getOwn(ctx, searchId);
  const seen = await findSeen(ctx, pictures);
  const items = toSearched(pictures, seen);
  const missingPictures = countMissing(pictures, seen);
  if (items.length === 0) return { ...(await searchByText(ctx, { ...options, q: query })), missingPictures };
  const mix = { ...options, ...(query && { q: query }), items };
  return { ...(await withTemporaryPictures(ctx, (files) => searchByMix(ctx, mix, files))), missingPictures };
}

async function getOwn({ db, actor }: Ctx, searchId: string) {
  return authorize(actor, "view", await queries.findSaved(db, scopeOf(actor), searchId), "search");
}

function requireAsked(query: string, pictures: readonly unknown[]): void {
  if (query !== "" || pictures.length > 0) return;
  const message = "Type something to search for.";
  throw new AppError("invalid-input", message, { fieldErrors: { query: message } });
}

type AskedPicture = ParsedInputOf<typeof operations.createSavedSearch>["pictures"][number];

/** Pictures as they are kept: they must be there for the actor, as for any search. */
async function toKept(ctx: Ctx, pictures: readonly AskedPicture[]): Promise<SavedPicture[]> {
  for (const { imageId } of pictures) await getSeenImage(ctx, imageId);
  return pictures.map(toPicture);
}

/** A picture of a search, without which duplicates it stands for. */
function toPicture({ imageId, weight, region }: AskedPicture | SavedPicture) {
  return { imageId, weight, ...(region && { region }) };
}

/** Those that are seen, each part of a picture once: one that is kept may stand for several of its duplicates. */
function toSearched(pictures: readonly SavedPicture[], seen: ReadonlySet<string>) {
  const parts = new Map<string, ReturnType<typeof toPicture>>();
  for (const picture of pictures.filter(({ imageId }) => seen.has(imageId)).map(toPicture)) {
    const part = JSON.stringify([picture.imageId, picture.region]);
    if (!parts.has(part)) parts.set(part, picture);
  }
  return [...parts.values()];
}

const countMissing = (pictures: readonly SavedPicture[], seen: ReadonlySet<string>) =>
  pictures.filter(({ imageId }) => !seen.has(imageId)).length;

/** Which of these pictures the actor sees at this moment. */
async function findSeen({ db, actor }: Ctx, pictures: readonly SavedPicture[]): Promise<Set<string>> {
  const tiles = await findSeenTiles(db, viewScopeOf(actor), [...new Set(pictures.map(({ imageId }) => imageId))]);
  return new Set(tiles.map(({ id }) => id));
}

async function toViews(ctx: Ctx, rows: readonly queries.SavedRow[]): Promise<operations.SavedSearch[]> {
  const seen = await findSeen(
    ctx,
    rows.flatMap(({ pictures }) => pictures),
  );
  return rows.map(({ id, name, query, pictures, createdAt, updatedAt }) => {
    const dates = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    return { id, name, query, pictures: toSearched(pictures, seen), missingPictures: countMissing(pictures, seen), ...dates };
  });
}

async function toView(ctx: Ctx, row: queries.SavedRow): Promise<operations.SavedSearch> {
  const [view] = await toViews(ctx, [row]);
  if (!view) throw new AppError("not-found", "There is no such search.");
  return view;
}
