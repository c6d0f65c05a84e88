import { v7 as uuidv7 } from "uuid";
import type { OutputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { type PageInput, rowsOf } from "../paging";
import * as queries from "./saved-queries";
import type * as operations from "./saved-schema";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/** A page of what a person searched for, the last line first. */
export async function listSearchHistory({ db, actor }: Ctx, input: PageInput): Promise<OutputOf<typeof operations.listSearchHistory>> {
  const scope = scopeOf(actor);
  const [rows, total] = await Promise.all([queries.listHistoryRows(db, scope, rowsOf(input)), queries.countHistory(db, scope)]);
  return { entries: rows.map(toView), page: input.page ?? 1, total };
}

/** Puts a line into a person's history, each line once, the last used first; the oldest beyond `limits.search.historyMax` go. */
export async function rememberSearch(
  { db, actor, clock }: Ctx & Pick<Context, "clock">,
  { query }: { query: string },
): Promise<OutputOf<typeof operations.rememberSearch>> {
  const scope = scopeOf(actor);
  const row = await queries.insertHistory(db, scope, { id: uuidv7(), query, usedAt: clock.now() });
  if (!row) throw new AppError("internal", "This search could not be remembered.");
  if ((await queries.countHistory(db, scope)) > limits.search.historyMax) await queries.cutHistory(db, scope, limits.search.historyMax);
  return toView(row);
}

/** Forgets one line of a person's history. @throws AppError not-found */
export async function forgetSearch({ db, actor }: Ctx, { entryId }: { entryId: string }): Promise<void> {
  if (!(await queries.removeHistoryRow(db, scopeOf(actor), entryId))) throw new AppError("not-found", "There is no such search.");
}

/** Forgets all of a person's history. */
export async function clearSearchHistory({ db, actor }: Ctx): Promise<void> {
  await queries.removeHistory(db, scopeOf(actor));
}

function toView({ id, query, uses, usedAt }: queries.HistoryRow) {
  return { id, query, uses, usedAt: usedAt.toISOString() };
}
