import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { bytea } from "../columns";
import { collections, images } from "./images";
import { users } from "./users";

/** Local features of an image, see [Note: Local features]; one row for each way of making them. */
export const localFeatures = pgTable(
  "local_features",
  {
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    /** Of `featureProfile`. */
    profile: text().notNull(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** As `encodeFeatures` writes them. The migration sets its storage to external: it does not compress. */
    data: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.imageId, table.profile] }), index("local_features_owner_idx").on(table.ownerId, table.profile)],
);

/** An inverted file of visual words over the features of a person's library, or of a collection. */
export const featureIndexes = pgTable(
  "feature_indexes",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Null: the person's library, for duplicates. */
    collectionId: uuid("collection_id").references(() => collections.id, { onDelete: "cascade" }),
    profile: text().notNull(),
    /** building: not yet asked; serving: one at a time for a library or collection; the old one serves until the new one is done. */
    state: text({ enum: ["building", "serving", "retired"] }).notNull(),
    /** The visual words, as their maker writes them. */
    words: bytea().notNull(),
    /** How many images the words were learned from. */
    learnedFrom: integer("learned_from").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    progress: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [index("feature_indexes_of_idx").on(table.ownerId, table.collectionId, table.state)],
);

/** Images of an index with their features' words; without a segment they are looked through one by one. */
export const indexedImages = pgTable(
  "indexed_images",
  {
    indexId: uuid("index_id")
      .notNull()
      .references(() => featureIndexes.id, { onDelete: "cascade" }),
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    /** Null: not yet folded into a segment. */
    segment: integer(),
    /** The image's number within its segment. */
    number: integer(),
    /** Of an image without a segment: its words and descriptors, as their maker writes them. */
    words: bytea(),
  },
  (table) => [
    primaryKey({ columns: [table.indexId, table.imageId] }),
    index("indexed_images_segment_idx").on(table.indexId, table.segment, table.number),
    index("indexed_images_image_idx").on(table.imageId),
  ],
);

/** Which features of a segment's images belong to a visual word. */
export const featurePostings = pgTable(
  "feature_postings",
  {
    indexId: uuid("index_id")
      .notNull()
      .references(() => featureIndexes.id, { onDelete: "cascade" }),
    word: integer().notNull(),
    segment: integer().notNull(),
    /** The image's number and the descriptor of each feature, as their maker writes them; storage external. */
    entries: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.indexId, table.word, table.segment] })],
);
