import { and, asc, count, desc, eq, gt, inArray, lt, notInArray } from "drizzle-orm";
import type { Scope } from "../../auth/access";
import type { Db } from "../../db/client";
import { importFiles, imports } from "../../db/schema/uploads";
import type { PageRows } from "../../paging";

export type ImportRow = typeof imports.$inferSelect;
export type ImportFileRow = typeof importFiles.$inferSelect;
export type ImportFileStatus = ImportFileRow["status"];

const isOwn = (scope: Scope) => eq(imports.ownerId, scope.ownerId);
const over = ["done", "failed", "cancelled"] as const;

export async function insertImport(db: Db, row: typeof imports.$inferInsert): Promise<void> {
  await db.insert(imports).values(row);
}

/** For the worker, which acts for whoever started the import. */
export async function findImportById(db: Db, id: string): Promise<ImportRow | undefined> {
  const [row] = await db.select().from(imports).where(eq(imports.id, id)).limit(1);
  return row;
}

export async function findImport(db: Db, scope: Scope, id: string): Promise<ImportRow | undefined> {
  const [row] = await db
    .select()
    .from(imports)
    .where(and(eq(imports.id, id), isOwn(scope)))
    .limit(1);
  return row;
}

export async function listImports(db: Db, scope: Scope, { limit, offset }: PageRows): Promise<ImportRow[]> {
  return db.select().from(imports).where(isOwn(scope)).orderBy(desc(imports.createdAt), desc(imports.id)).limit(limit).offset(offset);
}

export async function countImports(db: Db, scope: Scope): Promise<number> {
  return db.$count(imports, isOwn(scope));
}

/** Forgets the reports of imports that were over before this; their pictures stay. Gives how many. */
export async function deleteImportsBefore(db: Db, before: Date): Promise<number> {
  const deleted = await db
    .delete(imports)
    .where(and(inArray(imports.status, over), lt(imports.updatedAt, before)))
    .returning({ id: imports.id });
  return deleted.length;
}

/** Moves an import that is not over on; false when it is (a person cancelled it). Also its sign of life. */
export async function updateImport(
  db: Db,
  id: string,
  now: Date,
  changes: { status?: ImportRow["status"]; failureReason?: string } = {},
): Promise<boolean> {
  const rows = await db
    .update(imports)
    .set({ ...changes, updatedAt: now })
    .where(and(eq(imports.id, id), notInArray(imports.status, [...over])))
    .returning({ id: imports.id });
  return rows.length > 0;
}

/** Adds files that were found; those already known stay as they are. */
export async function insertImportFiles(db: Db, rows: readonly (typeof importFiles.$inferInsert)[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(importFiles)
      .values([...rows])
      .onConflictDoNothing();
}

export async function listWaitingFiles(db: Db, importId: string, limit: number): Promise<ImportFileRow[]> {
  return db
    .select()
    .from(importFiles)
    .where(and(eq(importFiles.importId, importId), eq(importFiles.status, "waiting")))
    .orderBy(asc(importFiles.relativePath))
    .limit(limit);
}

export async function listImportFiles(
  db: Db,
  importId: string,
  page: { status?: ImportFileStatus; after?: string; limit: number },
): Promise<ImportFileRow[]> {
  return db
    .select()
    .from(importFiles)
    .where(
      and(
        eq(importFiles.importId, importId),
        page.status && eq(importFiles.status, page.status),
        page.after !== undefined ? gt(importFiles.relativePath, page.after) : undefined,
      ),
    )
    .orderBy(asc(importFiles.relativePath))
    .limit(page.limit);
}

export async function updateImportFile(
  db: Db,
  importId: string,
  relativePath: string,
  changes: { status?: ImportFileStatus; reason?: string | null; imageId?: string | null },
): Promise<void> {
  await db
    .update(importFiles)
    .set(changes)
    .where(and(eq(importFiles.importId, importId), eq(importFiles.relativePath, relativePath)));
}

/** Files per import and status. */
export async function countImportFiles(db: Db, importIds: readonly string[]) {
  if (importIds.length === 0) return [];
  return db
    .select({ importId: importFiles.importId, status: importFiles.status, count: count() })
    .from(importFiles)
    .where(inArray(importFiles.importId, [...importIds]))
    .groupBy(importFiles.importId, importFiles.status);
}
