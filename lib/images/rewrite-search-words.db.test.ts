import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { images } from "../db/schema/images";
import { rewriteSearchWords } from "./rewrite-search-words";
import { listUnweighedWords, replaceWords } from "./search-words-queries";
import { insertTestImage } from "./testing";
import { updateImage } from "./update-images";

let ctx: AccountContext;
let anna: Actor;

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
});
afterAll(() => ctx.close());

/** An image as the first version left it: its words on one line. */
const insertOld = (searchWords: string, given: Parameters<typeof insertTestImage>[2] = {}) =>
  insertTestImage(ctx.db, anna, { originalName: "IMG_1.jpg", ...given, searchWords });

async function rewriteAll(): Promise<number> {
  let total = 0;
  for (let afterId: string | undefined, turn = 0; turn < 100; turn++) {
    const { written, nextId } = await rewriteSearchWords(ctx, afterId);
    total += written;
    if (nextId === undefined) return total;
    afterId = nextId;
  }
  throw new Error("there is no end to it");
}

async function readWords(imageId: string) {
  const [row] = await ctx.db
    .select({ words: images.searchWords, vector: sql<string>`search_vector::text`, xid: images.changedXid })
    .from(images)
    .where(eq(images.id, imageId));
  return row;
}

test("words on one line are written anew, by weight, once, and others are left alone", async () => {
  const old = await insertOld("img 1 harbour trip boat", { title: "Harbour", tags: ["trip"], description: "boat", labels: ["ship"] });
  const empty = await insertOld("");
  const known = await insertTestImage(ctx.db, anna, { title: "Harbour" });
  const before = await readWords(known);
  expect((await readWords(old))?.vector).toContain("'boat':5A");
  expect(await rewriteAll()).toBe(2);
  expect(await readWords(old)).toMatchObject({ words: "harbour trip\nimg 1 boat\nship\n" });
  expect((await readWords(old))?.vector).toBe("'1':4B 'boat':5B 'harbour':1A 'img':3B 'ship':6C 'trip':2A");
  expect((await readWords(empty))?.words).toBe("\nimg 1\n\n");
  expect(await readWords(known)).toEqual(before);
  expect(await rewriteAll()).toBe(0);
});

test("all of many are written, also where new ones stand between them, in turns of bounded length", async () => {
  const ids = Array.from({ length: 230 }, () => uuidv7());
  for (const id of ids) await (id === ids[100] ? insertTestImage(ctx.db, anna, { id }) : insertOld("img 1", { id }));
  const first = await rewriteSearchWords(ctx);
  expect(first.written).toBe(100);
  expect(await rewriteAll()).toBe(129);
  expect(await ctx.db.$count(images, sql`position(E'\\n' in search_words) = 0`)).toBe(0);
});

test("what a person changed meanwhile stays", async () => {
  const imageId = await insertOld("img 1");
  const found = await listUnweighedWords(ctx.db, { afterId: undefined, limit: 100 });
  expect(found).toEqual([expect.objectContaining({ id: imageId })]);
  await updateImage({ ...ctx, actor: anna }, { imageId, title: "Mine" });
  await replaceWords(ctx.db, [{ id: imageId, searchWords: "old\n\n\n" }]);
  expect((await readWords(imageId))?.words).toBe("mine\nimg 1\n\n");
});
