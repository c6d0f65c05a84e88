import { v7 as uuidv7 } from "uuid";
import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, authorize, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { type PageInput, rowsOf } from "../paging";
import * as queries from "./saved-queries";
import type * as operations from "./saved-schema";
import type { SearchResult } from "./schema";
import { searchByText } from "./search-by-text";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/** A page of the searches that a person kept, by name. */
export async function listSavedSearches({ db, actor }: Ctx, input: PageInput): Promise<OutputOf<typeof operations.listSavedSearches>> {
  const scope = scopeOf(actor);
  const [rows, total] = await Promise.all([queries.listSavedRows(db, scope, rowsOf(input)), queries.countSaved(db, scope)]);
  return { searches: rows.map(toView), page: input.page ?? 1, total };
}

/** One kept search. @throws AppError not-found */
export async function getSavedSearch(ctx: Ctx, { searchId }: { searchId: string }): Promise<operations.SavedSearch> {
  return toView(await getOwn(ctx, searchId));
}

/** Keeps a line under a name. @throws AppError conflict when a person keeps very many */
export async function createSavedSearch(
  { db, actor }: Ctx,
  { name, query }: ParsedInputOf<typeof operations.createSavedSearch>,
): Promise<operations.SavedSearch> {
  const scope = scopeOf(actor);
  const saved = await db.transaction(async (tx) => {
    await queries.lockSearcher(tx, scope);
    if ((await queries.countSaved(tx, scope)) >= limits.search.savedMax)
      throw new AppError("conflict", `You keep ${limits.search.savedMax} searches already. Delete some first.`);
    return queries.insertSaved(tx, scope, { id: uuidv7(), name, query });
  });
  return toView(authorize(actor, "view", saved, "search"));
}

/** Changes name or line of a kept search. @throws AppError not-found */
export async function updateSavedSearch(
  ctx: Ctx,
  { searchId, ...patch }: ParsedInputOf<typeof operations.updateSavedSearch>,
): Promise<operations.SavedSearch> {
  const saved = await queries.patchSaved(ctx.db, authorize(ctx.actor, "edit", await getOwn(ctx, searchId), "search"), patch);
  return toView(authorize(ctx.actor, "view", saved, "search"));
}

/** Forgets a kept search; its images stay. @throws AppError not-found */
export async function deleteSavedSearch(ctx: Ctx, { searchId }: { searchId: string }): Promise<void> {
  await queries.removeSaved(ctx.db, authorize(ctx.actor, "delete", await getOwn(ctx, searchId), "search"));
}

/** Runs a kept search: the images that its line finds now. @throws AppError not-found */
export async function listSavedSearchImages(
  ctx: Ctx & Pick<Context, "clock" | "config" | "inference">,
  { searchId, ...options }: ParsedInputOf<typeof operations.listSavedSearchImages>,
): Promise<SearchResult> {
  return searchByText(ctx, { ...options, q: (await getOwn(ctx, searchId)).query });
}

async function getOwn({ db, actor }: Ctx, searchId: string): Promise<queries.SavedRow> {
  return authorize(actor, "view", await queries.findSaved(db, scopeOf(actor), searchId), "search");
}

function toView({ id, name, query, createdAt, updatedAt }: queries.SavedRow): operations.SavedSearch {
  return { id, name, query, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
