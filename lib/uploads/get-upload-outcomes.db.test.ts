import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { duplicatePairs } from "../db/schema/duplicates";
import { insertTestImage } from "../images/testing";
import { getUploadOutcomes } from "./get-upload-outcomes";

let ctx: AccountContext;
beforeAll(async () => {
  ctx = await openAccountContext();
});
afterAll(() => ctx?.close());

test("what is held, and what went to the trash for it, is told with what it repeats", async () => {
  const actor = await createTestActor(ctx);
  const first = await insertTestImage(ctx.db, actor, { originalName: "first.jpg" });
  const imageIds: string[] = [];
  for (const place of ["held", "trash", "library"] as const) imageIds.push(await insertTestImage(ctx.db, actor, { place }));
  const ofFirst = { ownerId: actor.userId, ofImageId: first, layer: "pixels" as const, verdict: "duplicate" as const, distance: 0 };
  await ctx.db.insert(duplicatePairs).values(imageIds.map((imageId) => ({ id: uuidv7(), imageId, ...ofFirst })));
  const { outcomes } = await getUploadOutcomes(ctx, actor, { imageIds });
  const told = Object.fromEntries(outcomes.map(({ place, twins }) => [place, twins.map(({ image }) => image.originalName)]));
  expect(told).toEqual({ held: ["first.jpg"], trash: ["first.jpg"], library: [] });
  expect((await getUploadOutcomes(ctx, await createTestActor(ctx), { imageIds })).outcomes).toEqual([]);
});
