import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
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
    /**
     * bytes and pixels: 0; perceptual: Hamming distance of 256 bits, least of the eight turns and
     * mirrors; view: 1 − the share of textured blocks that agree; embedding: cosine similarity.
     */
    distance: doublePrecision().notNull(),
    evidence: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    /** False: a decision about the two is known to follow from what was decided, so that nobody has to look; true says nothing. */
    isOpen: boolean("is_open").notNull().default(true),
  },
  (table) => [
    unique("duplicate_pairs_key").on(table.imageId, table.ofImageId, table.layer),
    index("duplicate_pairs_of_idx").on(table.ofImageId),
    index("duplicate_pairs_owner_idx").on(table.ownerId),
    index("duplicate_pairs_open_idx").on(table.ownerId, table.id).where(sql`is_open`),
  ],
);

/**
 * What a person decided about a pair. A trigger hands the decisions about an image that is deleted on to
 * a duplicate of it, see [Note: Decisions are facts].
 */
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
  (table) => [
    primaryKey({ columns: [table.imageId, table.ofImageId] }),
    index("duplicate_decisions_of_idx").on(table.ofImageId),
    index("duplicate_decisions_decided_idx").on(table.ownerId, table.decidedAt),
  ],
);

/** Pictures of which no two of one set have to do with each other: what "not related" means for too many to note down every pair. */
export const unrelatedImages = pgTable(
  "unrelated_images",
  {
    setId: uuid("set_id").notNull(),
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    decidedAt: timestamp("decided_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.setId, table.imageId] }),
    index("unrelated_images_image_idx").on(table.imageId),
    index("unrelated_images_decided_idx").on(table.ownerId, table.decidedAt),
  ],
);

/** What a person wants resolved alone; never while `enabled` is false. */
export const duplicateRules = pgTable(
  "duplicate_rules",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    /** Its place among the person's rules: the first that fits a pair decides. */
    position: integer().notNull(),
    enabled: boolean().notNull().default(false),
    /** `RuleCondition` and `RuleAction` of lib/duplicates/rules. */
    condition: jsonb().$type<Record<string, unknown>>().notNull(),
    action: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("duplicate_rules_owner_idx").on(table.ownerId, table.position)],
);

/** What rules did at once, so that all of it can be undone for 30 days. */
export const duplicateRuleRuns = pgTable(
  "duplicate_rule_runs",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** What was changed, and how it was before. */
    changes: jsonb().$type<Record<string, unknown>>().notNull(),
    imageCount: integer("image_count").notNull(),
    appliedAt: timestamp("applied_at", { withTimezone: true }).notNull().defaultNow(),
    undoneAt: timestamp("undone_at", { withTimezone: true }),
  },
  (table) => [index("duplicate_rule_runs_owner_idx").on(table.ownerId, table.appliedAt)],
);
