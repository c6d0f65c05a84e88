import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { images } from "../db/schema/images";
import { limits } from "../limits";
import { listChanges } from "./list-changes";
import * as operations from "./list-schema";
import { insertTestImage } from "./testing";
import { trashImages } from "./trash-images";

let ctx: AccountContext;
let anna: Actor;
let ben: Actor;
const changes = (since?: string, actor = anna) => listChanges({ ...ctx, actor }, { since });

async function isOf(imageId: string, actor: Actor): Promise<boolean> {
  const rows = await ctx.db.select({ ownerId: images.ownerId }).from(images).where(eq(images.id, imageId));
  return rows[0]?.ownerId === actor.userId;
}

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
});
afterAll(() => ctx.close());

test("without a cursor there are only counts and a first cursor", async () => {
  await insertTestImage(ctx.db, anna, { place: "held", status: "failed" });
  await insertTestImage(ctx.db, anna, { place: "trash", status: "pending" });
  const first = await changes();
  expect(first).toMatchObject({
    counts: { library: 0, held: 1, trash: 1, pending: 0, failed: 1 },
    images: [],
    deletedIds: [],
    reset: false,
  });
  expect(operations.listChanges.output.parse(first)).toEqual(first);
  expect(operations.listChanges.input.safeParse({ since: first.cursor }).success).toBe(true);
});

test("what was added, changed and deleted is told, and nothing of anybody else", async () => {
  const { cursor } = await changes();
  const id = await insertTestImage(ctx.db, anna);
  await insertTestImage(ctx.db, ben);
  const added = await changes(cursor);
  expect(added.images.map((image) => image.id)).toContain(id);
  for (const image of added.images) expect(await isOf(image.id, anna)).toBe(true);
  await trashImages({ ...ctx, actor: anna }, { imageIds: [id] });
  const trashed = await changes(added.cursor);
  expect(trashed.images.find((image) => image.id === id)).toMatchObject({ place: "trash" });
  await ctx.db.delete(images).where(eq(images.id, id));
  const deleted = await changes(trashed.cursor);
  expect(deleted.deletedIds).toEqual([id]);
  expect(deleted.images.map((image) => image.id)).not.toContain(id);
  expect((await changes(cursor, ben)).deletedIds).toEqual([]);
});

// On a server another transaction may keep the cursor back: then an image is named again.
if (!process.env.TEST_DATABASE_URL)
  test("what was told is not told again", async () => {
    await insertTestImage(ctx.db, anna);
    expect((await changes((await changes()).cursor)).images).toEqual([]);
  });

test("more than fits, and a cursor of another database, ask to fetch everything again", async () => {
  const { cursor } = await changes();
  expect((await changes("9".repeat(20))).reset).toBe(true);
  expect((await changes(`${BigInt(cursor) + 1_000n}`)).reset).toBe(true);
  const actor = await createTestActor(ctx);
  await ctx.db.transaction(async (tx) => {
    for (let index = 0; index <= limits.page.changesMax; index++) await insertTestImage(tx, actor);
  });
  expect(await changes(cursor, actor)).toMatchObject({ reset: true, images: [], counts: { library: limits.page.changesMax + 1 } });
});

// The embedded database has one session: there, nothing commits late.
if (process.env.TEST_DATABASE_URL)
  test("a change that commits after a later one is not missed", async () => {
    const { cursor: before } = await changes();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let lateId = "";
    let inserted = () => {};
    const isInserted = new Promise<void>((resolve) => {
      inserted = resolve;
    });
    const late = ctx.db.transaction(async (tx) => {
      lateId = await insertTestImage(tx, anna);
      inserted();
      await held;
    });
    await isInserted;
    const earlyId = await insertTestImage(ctx.db, anna);
    const between = await changes(before);
    const named = between.images.map(({ id }) => id);
    expect(named).toContain(earlyId);
    expect(named).not.toContain(lateId);
    release();
    await late;
    expect((await changes(between.cursor)).images.map(({ id }) => id)).toContain(lateId);
  });
