import type { ImportView } from "../schema";
import type { FileCount, ImportRow } from "./queries";

/** An import with how many of its files are in which state. */
export function toImportView(row: ImportRow, fileCounts: readonly FileCount[]): ImportView {
  const counts = { waiting: 0, created: 0, duplicate: 0, rejected: 0, ignored: 0 };
  for (const one of fileCounts) if (one.importId === row.id) counts[one.status] += one.count;
  return {
    id: row.id,
    folder: row.folder,
    mode: row.mode,
    status: row.status,
    failureReason: row.failureReason,
    counts,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
