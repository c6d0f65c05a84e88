import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyDatabase } from "../db/testing";
import { insertTestImage } from "../images/testing";
import type { Actor } from "./access";
import { getQuota, requireQuota } from "./quota";
import { type AccountContext, createTestActor, openAccountContext } from "./testing";

let ctx: AccountContext;
let limited: AccountContext["config"];
let actor: Actor;

beforeAll(async () => {
  ctx = await openAccountContext();
  limited = { ...ctx.config, auth: { ...ctx.config.auth, quotaBytes: 5_000 } };
});
afterAll(() => ctx.close());
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  actor = await createTestActor(ctx);
  const other = await createTestActor(ctx);
  await insertTestImage(ctx.db, actor, { sizeBytes: 3_000 });
  await insertTestImage(ctx.db, actor, { sizeBytes: 1_000, place: "trash" });
  await insertTestImage(ctx.db, other, { sizeBytes: 1_000_000 });
});

test("without a quota anything goes", async () => {
  expect(await getQuota(ctx, actor.userId)).toEqual({ usedBytes: 4_000, quotaBytes: null });
  await requireQuota(ctx, actor.userId, Number.MAX_SAFE_INTEGER);
});

test("the setting holds for everybody for whom nothing else is set", async () => {
  const strict = { ...ctx, config: limited };
  expect(await getQuota(strict, actor.userId)).toEqual({ usedBytes: 4_000, quotaBytes: 5_000 });
  await requireQuota(strict, actor.userId, 1_000);
  await expect(requireQuota(strict, actor.userId, 1_001)).rejects.toMatchObject({
    code: "quota-exceeded",
    message: expect.stringContaining("used"),
  });
  await ctx.db.execute(sql`update users set quota_bytes = 10000 where id = ${actor.userId}`);
  await requireQuota(strict, actor.userId, 6_000);
});
