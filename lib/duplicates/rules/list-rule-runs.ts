import type { OutputOf, ParsedInputOf } from "../../api/operation";
import { type Actor, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import { rowsOf } from "../../paging";
import { countRuns, listRunRows } from "./run-queries";
import type { listDuplicateRuleRuns as operation } from "./schema";
import { toRun } from "./to-run";

/** A page of what the actor's rules did, the latest first. */
export async function listDuplicateRuleRuns(
  ctx: Pick<Context, "db" | "clock"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(ctx.actor);
  const [rows, total] = await Promise.all([listRunRows(ctx.db, scope, rowsOf(input)), countRuns(ctx.db, scope)]);
  return { runs: rows.map((row) => toRun(row, ctx.clock.now())), page: input.page, total };
}
