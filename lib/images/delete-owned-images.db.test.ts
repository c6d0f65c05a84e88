import { mkdir, readdir } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { createDiskStorage } from "../storage/disk";
import type { Storage } from "../storage/storage";
import { deleteOwnedImages } from "./delete-owned-images";
import { insertTestImage } from "./testing";

let ctx: AccountContext & { storage: Storage };

beforeAll(async () => {
  const accounts = await openAccountContext();
  ctx = { ...accounts, storage: createDiskStorage(accounts.config) };
  await mkdir(ctx.storage.incomingDir, { recursive: true });
});
afterAll(() => ctx.close());

test("what a person owns goes in bounded parts, wherever it is, and nobody else's", async () => {
  const [anna, bert] = [await createTestActor(ctx), await createTestActor(ctx)];
  const places = ["library", "held", "trash"] as const;
  for (let i = 0; i < 105; i++) await insertTestImage(ctx.db, anna, { place: places[i % 3] ?? "library" });
  await insertTestImage(ctx.db, bert);
  const countOf = async (userId: string) =>
    (await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from images where owner_id = ${userId}`))[0]?.n;

  expect(await deleteOwnedImages(ctx, scopeOf(anna), 1)).toBe(false);
  expect(await countOf(anna.userId)).toBe(5);
  expect(await deleteOwnedImages(ctx, scopeOf(anna), 1)).toBe(true);
  expect(await deleteOwnedImages(ctx, scopeOf(anna), 1)).toBe(true);
  expect([await countOf(anna.userId), await countOf(bert.userId)]).toEqual([0, 1]);
  expect(await readdir(ctx.storage.incomingDir)).toEqual([]);
});
