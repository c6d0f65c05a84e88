import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./users";

/** One drop of files: what holds for all of them. */
export const uploadBatches = pgTable("upload_batches", {
  id: uuid().primaryKey(),
  ownerId: uuid("owner_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  collectionId: uuid("collection_id"),
  detectDuplicates: boolean("detect_duplicates").notNull(),
  /** Of its images, see `images.onDuplicate`. */
  onDuplicate: text("on_duplicate", { enum: ["review", "reject", "reject-similar"] })
    .notNull()
    .default("review"),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});

/** One file on its way in. Any web process can go on with it; a chunk counts only under the current `writerEpoch`. */
export const uploads = pgTable(
  "uploads",
  {
    /** `batchId.index`, the customId of UploadThing's protocol. */
    id: text().primaryKey(),
    batchId: uuid("batch_id")
      .notNull()
      .references(() => uploadBatches.id, { onDelete: "cascade" }),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
    lastModifiedMs: bigint("last_modified_ms", { mode: "number" }),
    writerEpoch: integer("writer_epoch").notNull().default(0),
    /** finishing: all bytes are here and the image of `imageId` is being made; nobody may take over. */
    status: text({ enum: ["waiting", "receiving", "finishing", "done", "refused"] })
      .notNull()
      .default("waiting"),
    /** The answer, kept so that a lost one can be given again. */
    result: jsonb().$type<Record<string, unknown>>(),
    /** Chosen before the image is made, so that a crash in between makes it once. */
    imageId: uuid("image_id"),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  // An index of ranges of pages: it does not have to know each of the four times that a row is changed.
  (table) => [index("uploads_updated_at_idx").using("brin", table.updatedAt), index("uploads_batch_idx").on(table.batchId)],
);

/** An import of a folder on this machine. */
export const imports = pgTable(
  "imports",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    collectionId: uuid("collection_id").notNull(),
    folder: text().notNull(),
    mode: text({ enum: ["copy", "refer"] }).notNull(),
    detectDuplicates: boolean("detect_duplicates").notNull(),
    /** Of its images, see `images.onDuplicate`. */
    onDuplicate: text("on_duplicate", { enum: ["review", "reject", "reject-similar"] })
      .notNull()
      .default("review"),
    status: text({ enum: ["waiting", "scanning", "importing", "done", "failed", "cancelled"] })
      .notNull()
      .default("waiting"),
    failureReason: text("failure_reason"),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("imports_owner_idx").on(table.ownerId, table.createdAt)],
);

/** Each file an import found and what became of it. */
export const importFiles = pgTable(
  "import_files",
  {
    importId: uuid("import_id")
      .notNull()
      .references(() => imports.id, { onDelete: "cascade" }),
    relativePath: text("relative_path").notNull(),
    status: text({ enum: ["waiting", "created", "duplicate", "rejected", "ignored"] })
      .notNull()
      .default("waiting"),
    reason: text(),
    imageId: uuid("image_id"),
  },
  (table) => [
    primaryKey({ columns: [table.importId, table.relativePath] }),
    index("import_files_status_idx").on(table.importId, table.status),
  ],
);
