import { integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { vector } from "../columns";

/** Models that have embeddings here; `ensureModel` makes a row and its partitions. */
export const embeddingModels = pgTable("embedding_models", {
  id: text().primaryKey(),
  /** Number in the names of its partitions. */
  ordinal: integer().generatedAlwaysAsIdentity().notNull(),
  dimension: integer().notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});

/**
 * Unit-length embeddings, list-partitioned by model, then hashed by owner into 16. The migration
 * declares the partitioning by hand, which the generator cannot.
 */
export const embeddings = pgTable(
  "embeddings",
  {
    ownerId: uuid("owner_id").notNull(),
    modelId: text("model_id").notNull(),
    imageId: uuid("image_id").notNull(),
    embedding: vector().notNull(),
  },
  (table) => [primaryKey({ columns: [table.modelId, table.ownerId, table.imageId] })],
);
