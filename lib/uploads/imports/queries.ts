import { aliasedTable, and, asc, count, desc, eq, gt, inArray, lt, notInArray, or, sql } from "drizzle-orm";
import type { Scope } from "../../auth/access";
import type { Db } from "../../db/client";
import { images } from "../../db/schema/images";
import { importFiles, imports } from "../../db/schema/uploads";
import type { PageRows } from "../../paging";

export type ImportRow = typeof imports.$inferSelect;
export type ImportFileRow = typeof importFiles.$inferSelect;
export type ImportFileStatus = ImportFileRow["status"];

/** How the reason of the trash begins that names the older twin, see `holdOrTrash`. */
const nearDuplicateReason = "near-duplicate-of:";

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

/** Whether a file became an image that was then refused as a near duplicate: it is in the trash, and the reason names the older one. */
const isRefused = () =>
  and(eq(importFiles.status, "created"), eq(images.place, "trash"), sql`starts_with(${images.trashReason}, ${nearDuplicateReason})`);
const original = aliasedTable(images, "original");
const originalId = () => sql`case when ${importFiles.status} = 'duplicate' then ${importFiles.imageId}
  when ${isRefused()} then substr(${images.trashReason}, ${nearDuplicateReason.length + 1}::int)::uuid end`;

/** Files by path, each with the picture that it repeats while that is there; one refused as a near duplicate counts as such. */
export async function listImportFiles(
  db: Db,
  { id, ownerId }: Pick<ImportRow, "id" | "ownerId">,
  page: { status?: ImportFileStatus; after?: string; limit: number },
) {
  const { relativePath, status, reason, imageId } = importFiles;
  const isCounted = page.status === "duplicate" ? or(eq(status, "duplicate"), isRefused()) : page.status && eq(status, page.status);
  return db
    .select({
      relativePath,
      status,
      reason,
      imageId,
      isRefused: sql<boolean>`coalesce(${isRefused()}, false)`,
      ofImageId: original.id,
      ofName: original.originalName,
    })
    .from(importFiles)
    .leftJoin(images, and(eq(images.id, imageId), eq(images.ownerId, ownerId)))
    .leftJoin(original, and(eq(original.id, originalId()), eq(original.ownerId, ownerId)))
    .where(
      and(
        eq(importFiles.importId, id),
        isCounted,
        page.status === "created" ? sql`not coalesce(${isRefused()}, false)` : undefined,
        page.after !== undefined ? gt(relativePath, page.after) : undefined,
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

/** Files per import and status; what was refused as a near duplicate after it had been made counts as such. */
export async function countImportFiles(db: Db, of: readonly Pick<ImportRow, "id" | "onDuplicate">[]): Promise<FileCount[]> {
  if (of.length === 0) return [];
  const rows = await db
    .select({ importId: importFiles.importId, status: importFiles.status, count: count() })
    .from(importFiles)
    .where(inArray(importFiles.importId, of.map(toId)))
    .groupBy(importFiles.importId, importFiles.status);
  const refused = await countRefused(db, of.filter(({ onDuplicate }) => onDuplicate !== "review").map(toId));
  return [...rows, ...refused.flatMap((one) => [one, { ...one, status: "created" as const, count: -one.count }])];
}

export type FileCount = { importId: string; status: ImportFileStatus; count: number };

const toId = ({ id }: Pick<ImportRow, "id">) => id;

/** Begins with the trash, which holds less than an import or a library. */
async function countRefused(db: Db, importIds: readonly string[]) {
  if (importIds.length === 0) return [];
  const rows = await db
    .select({ importId: importFiles.importId, count: count() })
    .from(importFiles)
    .innerJoin(imports, eq(imports.id, importFiles.importId))
    .innerJoin(images, and(eq(images.id, importFiles.imageId), eq(images.ownerId, imports.ownerId)))
    .where(and(inArray(importFiles.importId, [...importIds]), isRefused()))
    .groupBy(importFiles.importId);
  return rows.map((row) => ({ ...row, status: "duplicate" as const }));
}
