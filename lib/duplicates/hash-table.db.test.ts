import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { insertTestImage } from "../images/testing";
import { openHashTable } from "./hash-table";

let ctx: AccountContext;
let actor: Actor;

beforeAll(async () => {
  ctx = await openAccountContext();
});
beforeEach(async () => {
  actor = await createTestActor(ctx);
});
afterAll(() => ctx.close());

/** The bits at these places are set. */
const bitsAt = (...places: number[]) => Array.from({ length: 256 }, (_, at) => (places.includes(at) ? "1" : "0")).join("");

/** As ingest writes it: the image and its hash in one statement. */
async function setHash(imageId: string, bits: string | null): Promise<void> {
  await ctx.db.execute(sql`
    with saved as (update images set step_versions = step_versions || jsonb_build_object('n', random()) where id = ${imageId} returning id, owner_id)
    insert into perceptual_hashes (owner_id, image_id, hash256) select owner_id, id, ${bits}::bit(256) from saved
    on conflict (owner_id, image_id) do update set hash256 = excluded.hash256`);
}
async function addHash(bits: string | null, owner = actor): Promise<string> {
  const id = await insertTestImage(ctx.db, owner, { id: uuidv7() });
  await setHash(id, bits);
  return id;
}
async function near(imageId: string, max = 8) {
  const table = await openHashTable(ctx.db, scopeOf(actor));
  const found = await table.findNear(imageId, ({ distance256 }) => distance256 <= max);
  return found?.map((neighbor) => [neighbor.imageId, neighbor.distance256]);
}

test("what is near is found, with its distance; what is far, one's own and other people's hashes are not", async () => {
  const one = await addHash(bitsAt(17, 34, 51, 68));
  const same = await addHash(bitsAt(17, 34, 51, 68));
  const two = await addHash(bitsAt(17, 34, 51, 69, 90));
  await addHash(bitsAt(...Array.from({ length: 60 }, (_, at) => at * 4)));
  await addHash(bitsAt(17, 34, 51, 68), await createTestActor(ctx));
  expect(await near(one)).toEqual([
    [same, 0],
    [two, 3],
  ]);
});

test("a hash that came, changed or went since the last look is seen, and a flat picture has none", async () => {
  const one = await addHash(bitsAt(17, 34));
  expect(await near(one)).toEqual([]);
  const two = await addHash(bitsAt(17, 34, 51));
  expect(await near(one)).toEqual([[two, 1]]);
  await setHash(two, bitsAt(17));
  expect(await near(one)).toEqual([[two, 1]]);
  await setHash(two, bitsAt(...Array.from({ length: 60 }, (_, at) => at * 4)));
  expect(await near(one)).toEqual([]);
  await setHash(two, bitsAt(17, 34));
  expect(await near(one)).toEqual([[two, 0]]);
  await setHash(two, null);
  expect(await near(one)).toEqual([]);
  expect(await near(two)).toBeUndefined();
  const three = await addHash(bitsAt(17, 34));
  expect(await near(one)).toEqual([[three, 0]]);
  await ctx.db.execute(sql`delete from images where id = ${three}`);
  expect(await near(one)).toEqual([]);
});

test("of many that ask at once, each sees what was committed before it asked", async () => {
  const bits = bitsAt(17, 34);
  const counts = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const id = await addHash(bits);
      return (await near(id))?.length ?? -1;
    }),
  );
  expect(Math.max(...counts)).toBe(11);
  expect(counts.every((count) => count >= 0)).toBe(true);
});

test("hashes of another process are seen, and more than one query gives are read page by page", async () => {
  const ids = Array.from({ length: 20_050 }, () => uuidv7());
  const first = await addHash(bitsAt(3));
  const home = sql`(select home_collection_id from images where id = ${first})`;
  await near(first);
  for (let at = 0; at < ids.length; at += 2_005) {
    const some = `{${ids.slice(at, at + 2_005).join(",")}}`;
    await ctx.db.execute(sql`
      with made as (insert into images (id, owner_id, home_collection_id, original_name, sha256, size_bytes, content_type, taken_local, taken_source)
        select id, ${actor.userId}, ${home}, 'a', id::text, 1, 'image/png', '2024-01-01', 'added' from unnest(${some}::uuid[]) as id returning id, owner_id)
      insert into perceptual_hashes (owner_id, image_id, hash256) select owner_id, id, repeat('01', 128)::bit(256) from made`);
  }
  const last = ids.at(-1) ?? "";
  expect(await near(last)).toHaveLength(20_049);
  expect(await near(first)).toEqual([]);
});
