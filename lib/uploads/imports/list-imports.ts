import { type Actor, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import { AppError } from "../../errors";
import type { ImportView } from "../schema";
import * as queries from "./queries";
import { toImportView } from "./to-import-view";

const importsMax = 20;

/** The actor's latest imports, newest first. */
export async function listImports(ctx: Pick<Context, "db">, actor: Actor): Promise<{ imports: ImportView[] }> {
  const rows = await queries.listImports(ctx.db, scopeOf(actor), importsMax);
  const counts = await queries.countImportFiles(
    ctx.db,
    rows.map((row) => row.id),
  );
  return { imports: rows.map((row) => toImportView(row, counts)) };
}

/**
 * Stops an import after the file it is at; what it has brought in stays. One that is over stays as it is.
 * @throws AppError not-found
 */
export async function cancelImport(
  ctx: Pick<Context, "db" | "clock">,
  actor: Actor,
  { importId }: { importId: string },
): Promise<ImportView> {
  await getImport(ctx, actor, importId);
  await queries.updateImport(ctx.db, importId, ctx.clock.now(), { status: "cancelled" });
  const row = await getImport(ctx, actor, importId);
  return toImportView(row, await queries.countImportFiles(ctx.db, [importId]));
}

type Page = { importId: string; status?: queries.ImportFileStatus; after?: string; limit: number };

/**
 * Files of an import by path, with what became of each.
 * @throws AppError not-found
 */
export async function listImportFiles(ctx: Pick<Context, "db">, actor: Actor, { importId, ...page }: Page) {
  await getImport(ctx, actor, importId);
  const rows = await queries.listImportFiles(ctx.db, importId, page);
  return { files: rows.map(({ relativePath, status, reason, imageId }) => ({ relativePath, status, reason, imageId })) };
}

async function getImport(ctx: Pick<Context, "db">, actor: Actor, importId: string): Promise<queries.ImportRow> {
  const row = await queries.findImport(ctx.db, scopeOf(actor), importId);
  if (row) return row;
  throw new AppError("not-found", "There is no such import.");
}
