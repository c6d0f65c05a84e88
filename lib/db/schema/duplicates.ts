import { doublePrecision, index, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { images } from "./images";
import { users } from "./users";

/** Evidence that one image repeats another: what was measured, never what was decided. */
export const duplicatePairs = pgTable(
  "duplicate_pairs",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The newer image. */
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    /** The image it repeats. */
    ofImageId: uuid("of_image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    layer: text({ enum: ["bytes", "pixels", "perceptual", "view", "embedding"] }).notNull(),
    verdict: text({ enum: ["duplicate", "similar"] }).notNull(),
    /** bytes: 0; perceptual: Hamming distance of 64 bits; embedding: cosine similarity. */
    distance: doublePrecision().notNull(),
    evidence: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique("duplicate_pairs_key").on(table.imageId, table.ofImageId, table.layer),
    index("duplicate_pairs_of_idx").on(table.ofImageId),
    index("duplicate_pairs_owner_idx").on(table.ownerId),
  ],
);

/** What a person decided about a pair. */
export const duplicateDecisions = pgTable(
  "duplicate_decisions",
  {
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    ofImageId: uuid("of_image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    decision: text({ enum: ["duplicate", "alternate", "not-related"] }).notNull(),
    decidedAt: timestamp("decided_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.imageId, table.ofImageId] })],
);
