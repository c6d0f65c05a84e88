import { writeFile } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { emptyDatabase } from "../db/testing";
import { insertSharedCollection, openPictureContext, type PictureTestContext } from "../images/testing";
import { makeCover, makePhotograph } from "../imaging/testing-covers";
import { limits } from "../limits";
import { createQueue } from "../queue/pg-boss";
import type { Queue } from "../queue/queue";
import { getRecognition } from "./get-recognition";
import { keepRecognition } from "./keep-recognition";
import { listUnprepared } from "./list-unprepared";
import { recognize, toSimilarityMap } from "./recognize";
import { recognizeInput } from "./schema";
import { insertCover } from "./testing";
import { updateRecognition } from "./update-recognition";

type TestContext = PictureTestContext & { queue: Queue };
let ctx: TestContext;
let owner: Actor;
let covers: Buffer[];
let collectionId: string;
let ids: string[];

beforeAll(async () => {
  const pictures = await openPictureContext();
  ctx = Object.assign(pictures, { queue: await createQueue(pictures.database.sql, pictures.log) });
  covers = await Promise.all([1, 2, 3, 4, 5].map((seed) => makeCover(seed)));
});
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  owner = await createTestActor(ctx);
  ids = [];
  for (const cover of covers) ids.push(await insertCover(ctx, owner, cover));
  collectionId = await insertSharedCollection(ctx.db, owner, undefined, { imageIds: ids });
});
afterAll(() => ctx.close());

const switchOn = async (changes: Record<string, unknown> = {}) => {
  await updateRecognition({ ...ctx, actor: owner }, { collectionId, ...changes });
  while (await keepRecognition(ctx, { ownerId: owner.userId, collectionId }));
};
const look = async (actor: Actor, photograph: Buffer, given: Record<string, unknown> = {}) => {
  const file = path.join(ctx.storage.incomingDir, "query.part");
  await writeFile(file, photograph);
  const pictures = { find: () => file, fetch: async () => file };
  return (await recognize({ ...ctx, actor }, recognizeInput.parse({ collectionId, ...given }), pictures)).matches;
};
const photographOf = (cover: number, degrees = 12) =>
  makePhotograph([{ cover: covers[cover] as Buffer, left: 200, top: 60, sidePx: 430, degrees }]);
const count = async (table: string) => Number((await ctx.db.execute<{ n: string }>(sql.raw(`select count(*) as n from ${table}`)))[0]?.n);

describe("recognition of a collection's things", () => {
  test("is off until its owner switches it on, and says how far it is", async () => {
    const view = await getRecognition({ ...ctx, actor: owner }, { collectionId });
    expect(view).toMatchObject({ state: "off", settings: { featuresMax: 500 }, progress: { images: 5, withFeatures: 0 } });
    await expect(look(owner, await photographOf(0))).rejects.toMatchObject({ code: "conflict" });
    const on = await updateRecognition({ ...ctx, actor: owner }, { collectionId });
    expect(on).toMatchObject({ state: "preparing", progress: { images: 5, withFeatures: 0, indexed: 0, words: 0, isLearning: false } });
    expect(await ctx.queue.take("index-features", 5)).toMatchObject([{ data: { ownerId: owner.userId, collectionId } }]);
    expect(await listUnprepared(ctx)).toEqual([{ ownerId: owner.userId, collectionId }]);
    await switchOn();
    const ready = await getRecognition({ ...ctx, actor: owner }, { collectionId });
    expect(ready).toMatchObject({ state: "ready", progress: { images: 5, withFeatures: 5, indexed: 5, words: 1 } });
    expect(await listUnprepared(ctx)).toEqual([]);
  });

  test.each([12, 90, 180, 263])("finds a cover that is turned by %d degrees, and where it lies", async (degrees) => {
    await switchOn();
    const [match, ...others] = await look(owner, await photographOf(2, degrees));
    expect(others).toEqual([]);
    expect(match?.image.id).toBe(ids[2]);
    expect(match?.inliers).toBeGreaterThan(20);
    expect(match?.similarity).toBeGreaterThan(0.5);
    const corners = match?.quadrilateral ?? [];
    const centre = { x: corners.reduce((sum, { x }) => sum + x / 4, 0), y: corners.reduce((sum, { y }) => sum + y / 4, 0) };
    const box = await sharp(covers[2])
      .resize({ width: 430, height: 430, fit: "inside" })
      .rotate(degrees)
      .toBuffer({ resolveWithObject: true });
    expect(centre.x).toBeCloseTo((200 + box.info.width / 2) / 1_000, 1);
    expect(centre.y).toBeCloseTo((60 + box.info.height / 2) / 750, 1);
  });

  test("finds several things in one photograph, each in its place", async () => {
    await switchOn();
    const photograph = await makePhotograph([
      { cover: covers[0] as Buffer, left: 40, top: 100, sidePx: 400, degrees: 5 },
      { cover: covers[3] as Buffer, left: 560, top: 120, sidePx: 400, degrees: -20 },
    ]);
    const matches = await look(owner, photograph, { include: "details" });
    expect(matches.map(({ image }) => image.id).sort()).toEqual([ids[0], ids[3]].sort());
    for (const { image } of matches) expect(image).toMatchObject({ url: null, metadata: {} });
    const left = (index: number) =>
      Math.min(...(matches.find(({ image }) => image.id === ids[index])?.quadrilateral ?? []).map(({ x }) => x));
    expect(left(0)).toBeLessThan(0.2);
    expect(left(3)).toBeGreaterThan(0.4);
    expect(Object.keys(toSimilarityMap(matches)).sort()).toEqual([ids[0], ids[3]].sort());
  });

  test("names the oldest of several copies, whichever has most votes, and the others beside it", async () => {
    const again = await sharp(covers[1]).jpeg({ quality: 60 }).toBuffer();
    const copies = [await insertCover(ctx, owner, again), await insertCover(ctx, owner, covers[1] as Buffer)];
    for (const id of copies) await ctx.db.execute(sql`insert into memberships (collection_id, image_id) values (${collectionId}, ${id})`);
    for (const id of [ids[1] as string, ...copies])
      await ctx.db.execute(
        sql`insert into perceptual_hashes (owner_id, image_id, hash256) values (${owner.userId}, ${id}, ${"01".repeat(128)}::bit(256))`,
      );
    await switchOn();
    const matches = await look(owner, await photographOf(1));
    expect(matches).toMatchObject([{ image: { id: ids[1] }, copies: [...copies].sort() }]);
    expect(Object.keys(toSimilarityMap(matches)).sort()).toEqual([ids[1], ...copies].sort());
  });

  test("says that nothing is recognised, or that there is nothing to recognise", async () => {
    await switchOn();
    const stranger = await makePhotograph([{ cover: await makeCover(77), left: 200, top: 60, sidePx: 430, degrees: 8 }]);
    await expect(look(owner, stranger)).rejects.toMatchObject({ code: "nothing-recognised" });
    const plain = await sharp({ create: { width: 400, height: 300, channels: 3, background: "#888" } })
      .png()
      .toBuffer();
    await expect(look(owner, plain)).rejects.toMatchObject({ code: "no-features" });
  });

  test("a smallest similarity leaves out weaker matches, and the top N bounds them", async () => {
    await switchOn();
    const hidden = await makePhotograph([
      { cover: covers[1] as Buffer, left: 200, top: 60, sidePx: 500, degrees: 10 },
      { cover: await makeCover(88), left: 260, top: 330, sidePx: 260, degrees: 40 },
    ]);
    const [match] = await look(owner, hidden);
    expect(match?.image.id).toBe(ids[1]);
    await switchOn({ similarityMin: ((match?.similarity ?? 1) + 1) / 2 });
    await expect(look(owner, hidden)).rejects.toMatchObject({ code: "nothing-recognised" });
    await switchOn({ similarityMin: 0, topN: 1 });
    const both = await makePhotograph([
      { cover: covers[0] as Buffer, left: 40, top: 100, sidePx: 400, degrees: 5 },
      { cover: covers[3] as Buffer, left: 560, top: 120, sidePx: 400, degrees: -20 },
    ]);
    expect(await look(owner, both)).toHaveLength(1);
  });

  test("takes up pictures that come, lets go of those that leave, and never shows one from the trash", async () => {
    await switchOn();
    const late = await insertCover(ctx, owner, await makeCover(9));
    await ctx.db.execute(sql`insert into memberships (collection_id, image_id) values (${collectionId}, ${late})`);
    expect(await listUnprepared(ctx)).toHaveLength(1);
    await keepRecognition(ctx, { ownerId: owner.userId, collectionId });
    const photograph = await makePhotograph([{ cover: await makeCover(9), left: 200, top: 60, sidePx: 430, degrees: 8 }]);
    expect((await look(owner, photograph))[0]?.image.id).toBe(late);
    await ctx.db.execute(sql`update images set place = 'trash' where id = ${late}`);
    await expect(look(owner, photograph)).rejects.toMatchObject({ code: "nothing-recognised" });
    expect(await listUnprepared(ctx)).toHaveLength(1);
    await keepRecognition(ctx, { ownerId: owner.userId, collectionId });
    expect(await listUnprepared(ctx)).toEqual([]);
  });

  test("other settings make new features, while the old ones serve", async () => {
    await switchOn();
    await updateRecognition({ ...ctx, actor: owner }, { collectionId, featuresMax: 300, dimensions: 64 });
    expect((await getRecognition({ ...ctx, actor: owner }, { collectionId })).state).toBe("preparing");
    expect((await look(owner, await photographOf(4)))[0]?.image.id).toBe(ids[4]);
    await switchOn();
    expect((await getRecognition({ ...ctx, actor: owner }, { collectionId })).state).toBe("ready");
    expect((await look(owner, await photographOf(4)))[0]?.image.id).toBe(ids[4]);
    expect(await count("local_features")).toBe(5);
    expect(await count("feature_indexes")).toBe(1);
  });

  test("switched off, nothing of it is left", async () => {
    await switchOn();
    await switchOn({ enabled: false });
    expect(await count("local_features")).toBe(0);
    expect(await count("feature_indexes")).toBe(0);
    expect((await getRecognition({ ...ctx, actor: owner }, { collectionId })).state).toBe("off");
  });

  test("a picture that cannot be decoded does not hold the others up", async () => {
    const broken = await insertCover(ctx, owner, covers[0] as Buffer);
    await ctx.storage.write(`collections/${owner.userId}/test/${broken}`, Buffer.from("no picture"));
    await ctx.db.execute(sql`insert into memberships (collection_id, image_id) values (${collectionId}, ${broken})`);
    await switchOn();
    expect(await getRecognition({ ...ctx, actor: owner }, { collectionId })).toMatchObject({
      state: "ready",
      progress: { withFeatures: 6 },
    });
  });

  test("its index is built again when its owner asks, while the old one serves", async () => {
    await switchOn();
    const indexId = async () =>
      (
        await ctx.db.execute<{ id: string }>(
          sql`select id from feature_indexes where collection_id = ${collectionId} and state = 'serving'`,
        )
      )[0]?.id;
    const before = await indexId();
    const asked = await updateRecognition({ ...ctx, actor: owner }, { collectionId, rebuild: true });
    expect(asked).toMatchObject({ state: "ready", progress: { indexed: 5, isLearning: true, share: 0 } });
    expect(await ctx.queue.take("index-features", 5)).not.toEqual([]);
    expect((await look(owner, await photographOf(3)))[0]?.image.id).toBe(ids[3]);
    while (await keepRecognition(ctx, { ownerId: owner.userId, collectionId }));
    const done = await getRecognition({ ...ctx, actor: owner }, { collectionId });
    expect(done).toMatchObject({ state: "ready", progress: { indexed: 5, isLearning: false, share: null } });
    expect([await indexId(), before]).not.toContain(undefined);
    expect(await indexId()).not.toBe(before);
    expect((await look(owner, await photographOf(3)))[0]?.image.id).toBe(ids[3]);
  });

  test("of very many collections the newest are looked through, and it says so; one that is named is found all the same", async () => {
    await switchOn();
    const query = await photographOf(0);
    const file = path.join(ctx.storage.incomingDir, "query.part");
    await writeFile(file, query);
    const pictures = { find: () => file, fetch: async () => file };
    const recogniseIn = (given: Record<string, unknown>) => recognize({ ...ctx, actor: owner }, recognizeInput.parse(given), pictures);
    expect(await recogniseIn({})).toMatchObject({ matches: [{ image: { id: ids[0] } }], collections: { searched: 1, total: 1 } });
    await ctx.db.execute(sql`
      insert into collections (id, owner_id, name, recognition)
      select ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${owner.userId}, 'empty ' || n, c.recognition
      from collections c, generate_series(1, ${limits.recognition.collectionsMax}::int) n where c.id = ${collectionId}`);
    await expect(recogniseIn({})).rejects.toMatchObject({
      code: "nothing-recognised",
      message: expect.stringContaining("in the newest 30 of 31 collections"),
    });
    expect(await recogniseIn({ collectionId })).toMatchObject({
      matches: [{ image: { id: ids[0] } }],
      collections: { searched: 1, total: 1 },
    });
  });

  test("members of a shared collection recognise its things, with what they may know of them; others do not", async () => {
    await switchOn();
    const [friend, stranger] = [await createTestActor(ctx), await createTestActor(ctx)];
    const shared = await insertSharedCollection(ctx.db, owner, friend, { imageIds: ids });
    await updateRecognition({ ...ctx, actor: owner }, { collectionId: shared });
    while (await keepRecognition(ctx, { ownerId: owner.userId, collectionId: shared }));
    const [match] = await look(friend, await photographOf(1), { collectionId: shared });
    expect(match?.image).toMatchObject({ id: ids[1], access: "viewer" });
    expect(match?.image.originalName).not.toBe("picture.png");
    expect((await look(friend, await photographOf(1), { collectionId: undefined }))[0]?.image.id).toBe(ids[1]);
    await expect(look(stranger, await photographOf(1), { collectionId: shared })).rejects.toMatchObject({ code: "not-found" });
    await expect(getRecognition({ ...ctx, actor: stranger }, { collectionId: shared })).rejects.toMatchObject({ code: "not-found" });
    await expect(updateRecognition({ ...ctx, actor: friend }, { collectionId: shared })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("takes an image that is here, or an address, as the photograph", async () => {
    await switchOn();
    const photograph = await insertCover(ctx, owner, await photographOf(3));
    const none = { find: () => undefined, fetch: async () => "" };
    const ask = (given: Record<string, unknown>) =>
      recognize({ ...ctx, actor: owner }, recognizeInput.parse({ collectionId, ...given }), none);
    expect((await ask({ imageId: photograph })).matches[0]?.image.id).toBe(ids[3]);
    await expect(ask({})).rejects.toMatchObject({ code: "invalid-input" });
    await expect(ask({ imageId: "0190aaaa-0000-7000-8000-000000000000" })).rejects.toMatchObject({ code: "not-found" });
  });
});
