import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { insertTestImage } from "../images/testing";
import { trashImages } from "../images/trash-images";
import { updateImages } from "../images/update-images";
import { lockOwner, type PairRow, savePairs } from "./queries";

let ctx: AccountContext;

beforeAll(async () => {
  ctx = await openAccountContext();
});
afterAll(() => ctx.close());

test("duplicates are noted down while many pictures are changed and thrown away", async () => {
  const actor = await createTestActor(ctx);
  const { userId: ownerId } = actor;
  const imageIds = Array.from({ length: 40 }, () => uuidv7());
  for (const id of imageIds) await insertTestImage(ctx.db, actor, { id });
  const [older, newer] = [imageIds.slice(0, 20), imageIds.slice(20).reverse()];
  const pairsOf = (imageId: string): PairRow[] =>
    [...older].reverse().map((ofImageId) => ({
      id: uuidv7(),
      ownerId,
      imageId,
      ofImageId,
      layer: "view",
      verdict: "similar",
      distance: 1,
      evidence: {},
    }));
  const note = async () => {
    for (const imageId of newer)
      await ctx.db.transaction(async (tx) => {
        await lockOwner(tx, scopeOf(actor));
        await savePairs(tx, pairsOf(imageId));
      });
  };
  const change = () => updateImages({ ...ctx, actor }, { imageIds, changes: { rating: 3 } });
  for (let round = 0; round < 5; round++) {
    await ctx.db.execute(sql`delete from duplicate_pairs`);
    await Promise.all([note(), change(), change(), trashImages({ ...ctx, actor }, { imageIds }), change(), change()]);
  }
  expect(await ctx.db.execute(sql`select 1 from duplicate_pairs`)).toHaveLength(400);
});
