import { sql } from "drizzle-orm";
import { v7 as createId } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "./client";
import { toVectorLiteral } from "./columns";
import { ensureModel, forgetModels } from "./embedding-partitions";
import { emptyDatabase, openTestDatabase, testDatabaseConfig } from "./testing";

let database: Database;
const kind = testDatabaseConfig().kind;
const model = { id: "it's-a-model-12345678", dimension: 512 };
const listPartitions = () =>
  database.db.execute<{ name: string; storage: string }>(sql`
    select c.relname as name, a.attstorage::text as storage from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'embedding'
    where c.relname like 'embeddings\\_m%\\_p%' and c.relkind = 'r' order by 1`);

beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  forgetModels();
});
afterAll(() => database.close());

describe("the partitions of a model", () => {
  it("are made once, however many processes ask at once, and keep vectors in the table", async () => {
    const others = Array.from({ length: 4 }, () => openDatabase({ database: testDatabaseConfig() }));
    await Promise.all(
      others.map((other) => {
        forgetModels();
        return ensureModel(other.db, model, kind);
      }),
    );
    await Promise.all(others.map((other) => other.close()));
    const partitions = await listPartitions();
    expect(partitions).toHaveLength(16);
    expect(new Set(partitions.map((partition) => partition.storage))).toEqual(new Set(["p"]));
  });

  it("take embeddings of their model and refuse it another dimension", async () => {
    await ensureModel(database.db, model, kind);
    await ensureModel(database.db, { id: "other", dimension: 8 }, kind);
    const vector = toVectorLiteral(new Float32Array(512).fill(0.5));
    await database.db.execute(
      sql`insert into embeddings (owner_id, model_id, image_id, embedding) values (${createId()}, ${model.id}, ${createId()}, ${vector}::vector)`,
    );
    await expect(ensureModel(database.db, { ...model, dimension: 8 }, kind)).rejects.toMatchObject({ code: "internal" });
  });
});
