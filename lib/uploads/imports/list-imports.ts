import { type Actor, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import { AppError } from "../../errors";
import { type PageInput, rowsOf } from "../../paging";
import { listPairs } from "../queries";
import type { ImportView, PicturePair } from "../schema";
import * as queries from "./queries";
import { toImportView } from "./to-import-view";

/** A page of the actor's imports, newest first. */
export async function listImports(
  ctx: Pick<Context, "db">,
  actor: Actor,
  { page = 1, ...rest }: PageInput = {},
): Promise<{ imports: ImportView[]; page: number; total: number }> {
  const [rows, total] = await Promise.all([
    queries.listImports(ctx.db, scopeOf(actor), rowsOf({ page, ...rest })),
    queries.countImports(ctx.db, scopeOf(actor)),
  ]);
  const counts = await queries.countImportFiles(ctx.db, rows);
  return { imports: rows.map((row) => toImportView(row, counts)), page, total };
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
  return toImportView(row, await queries.countImportFiles(ctx.db, [row]));
}

type Page = { importId: string; status?: queries.ImportFileStatus; cursor?: string; limit: number };

/**
 * Files of an import by path, with what became of each; one that was refused as a near duplicate while it was processed
 * is a duplicate as well.
 * @throws AppError not-found
 */
export async function listImportFiles(ctx: Pick<Context, "db">, actor: Actor, { importId, status, cursor, limit }: Page) {
  const found = await getImport(ctx, actor, importId);
  const [rows, counts] = await Promise.all([
    queries.listImportFiles(ctx.db, found, {
      ...(status && { status }),
      ...(cursor !== undefined && { after: cursor }),
      limit: limit + 1,
    }),
    queries.countImportFiles(ctx.db, [found]),
  ]);
  const page = rows.slice(0, limit);
  const refusedIds = page.flatMap(({ isRefused, imageId }) => (isRefused && imageId ? [imageId] : []));
  const pairs = await listPairs(ctx.db, scopeOf(actor), refusedIds);
  return {
    files: page.map((row) => toFileView(row, pairs.get(row.imageId ?? "") ?? [])),
    nextCursor: rows.length > limit ? (page.at(-1)?.relativePath ?? null) : null,
    total: counts.filter((each) => status === undefined || each.status === status).reduce((sum, each) => sum + each.count, 0),
  };
}

type ListedFile = Awaited<ReturnType<typeof queries.listImportFiles>>[number];

function toFileView({ isRefused, ofName, ...file }: ListedFile, pairs: readonly PicturePair[]) {
  if (!isRefused) return file;
  const isSimilar = pairs.find(({ of }) => of === file.ofImageId)?.verdict === "similar";
  const older = ofName ?? "a picture that is gone since";
  const reason = `It ${isSimilar ? "is similar to" : "repeats"} ${older}, so it is in the trash.`;
  return { ...file, status: "duplicate" as const, reason };
}

async function getImport(ctx: Pick<Context, "db">, actor: Actor, importId: string): Promise<queries.ImportRow> {
  const row = await queries.findImport(ctx.db, scopeOf(actor), importId);
  if (row) return row;
  throw new AppError("not-found", "There is no such import.");
}
