import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { users } from "./users";

/** A picture that a kept search looks for: below 0 unlike it; only its region, in fractions of its sides, when there is one. */
export type SavedPicture = {
  imageId: string;
  weight: number;
  region?: { left: number; top: number; width: number; height: number };
  /** Duplicates that went for it, the last one last: it stands here for them until that is undone. */
  formerIds?: string[];
};

/** Searches that a person kept: collections whose images are found anew each time. */
export const savedSearches = pgTable(
  "saved_searches",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    /** A line of the search box's syntax; empty where pictures alone are searched with. */
    query: text().notNull(),
    /** Pictures of the library that it is searched with as well: the id of each, its weight and its region. */
    pictures: jsonb().$type<SavedPicture[]>().notNull().default([]),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("saved_searches_owner_idx").on(table.ownerId)],
);

/** What a person searched for, each line once. */
export const searchHistory = pgTable(
  "search_history",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    query: text().notNull(),
    uses: integer().notNull().default(1),
    usedAt: timestamp("used_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique("search_history_key").on(table.ownerId, table.query),
    index("search_history_used_idx").on(table.ownerId, table.usedAt),
  ],
);

/** How similarities of a model are distributed in a person's library, from which the cutoff of a search is taken. */
export const searchCalibrations = pgTable(
  "search_calibrations",
  {
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    modelId: text("model_id").notNull(),
    version: integer().notNull(),
    /** Embedded images when it was made; it is made again when that has changed much. */
    imageCount: integer("image_count").notNull(),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    madeAt: timestamp("made_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.modelId] })],
);
