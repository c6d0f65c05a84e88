import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
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
    /** The visual words, as `encodeWords` writes them. */
    words: bytea().notNull(),
    /** How many images the words were learned from; 0: there is but one word. */
    learnedFrom: integer("learned_from").notNull(),
    /** `Segment[]`: the runs of numbers whose postings are there, oldest first. */
    segments: jsonb().$type<Record<string, unknown>[]>().notNull().default([]),
    /** A job holds the index until then; whoever takes it over raises the version, so that the other's work is void. */
    busyUntil: timestamp("busy_until", { withTimezone: true }),
    version: integer().notNull().default(0),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    /** `IndexProgress`. */
    progress: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [
    index("feature_indexes_of_idx").on(table.ownerId, table.collectionId, table.state),
    uniqueIndex("feature_indexes_state_key")
      .on(table.ownerId, sql`coalesce(collection_id, owner_id)`, table.profile, table.state)
      .where(sql`state <> 'retired'`),
  ],
);

/** Images of an index: the tail, which has no number yet, with the words of its features; then those in segments. */
export const indexedImages = pgTable(
  "indexed_images",
  {
    indexId: uuid("index_id")
      .notNull()
      .references(() => featureIndexes.id, { onDelete: "cascade" }),
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    /** By which postings name the image: never given twice within an index. Null: it is in the tail. */
    number: integer(),
    /** Of the tail: words and descriptors, as `encodeIndexedWords` writes them. */
    words: bytea(),
  },
  (table) => [
    primaryKey({ columns: [table.indexId, table.imageId] }),
    index("indexed_images_number_idx").on(table.indexId, table.number).where(sql`number is not null`),
    // Of the tail alone, which is short: it is asked for with every picture that comes in.
    index("indexed_images_tail_idx").on(table.indexId, table.imageId).where(sql`number is null`),
    index("indexed_images_image_idx").on(table.imageId),
  ],
);

/** Which features of a segment's images belong to each of a run of visual words. */
export const featurePostings = pgTable(
  "feature_postings",
  {
    indexId: uuid("index_id")
      .notNull()
      .references(() => featureIndexes.id, { onDelete: "cascade" }),
    /** The first of the run, see `Segment.shift`. */
    word: integer().notNull(),
    segment: integer().notNull(),
    /** As `encodePostings` writes them; storage external. */
    entries: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.indexId, table.word, table.segment] })],
);
