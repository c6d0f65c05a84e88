import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { scopeOf } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { decideAmong } from "./decide-queries";
import { describeGroupImages } from "./describe-group-images";
import { findAllDecided, findDecidedAmong } from "./find-decided";
import { listDuplicateGroups } from "./list-duplicate-groups";
import { NumberedPictures } from "./testing";

const mine = new NumberedPictures();
const { acting, at, numberOf } = mine;

beforeAll(mine.open);
beforeEach(() => mine.begin(7));
afterAll(mine.close);

const decide = (a: number, b: number, decision: "duplicate" | "alternate" | "not-related") =>
  decideAmong(mine.db, scopeOf(mine.actor), [at(a)], [at(b)], decision);
const pair = (newer: number, older: number) => mine.pair(newer, older, { layer: "perceptual" });
const remove = (...indexes: number[]) =>
  mine.db.execute(sql`delete from images where id = any(${`{${indexes.map(at).join(",")}}`}::uuid[])`);
const groups = async () =>
  (await listDuplicateGroups(acting(), { page: 1, limit: 20, order: "largest" })).groups.map(({ images }) =>
    images.map(({ id }) => numberOf(id)),
  );
/** Asked of what is around the two, and of everything: both answer alike. */
async function isDecided(a: number, b: number): Promise<boolean> {
  const near = (await findDecidedAmong(mine.db, scopeOf(mine.actor), [at(a)])).has(at(a), at(b));
  expect((await findDecidedAmong(mine.db, scopeOf(mine.actor), [at(b)])).has(at(a), at(b))).toBe(near);
  expect((await findAllDecided(mine.db, scopeOf(mine.actor))).has(at(a), at(b))).toBe(near);
  return near;
}

test("a pair about which a decision follows from others is in no group, and not named in one", async () => {
  await decide(0, 1, "not-related");
  await decide(1, 2, "duplicate");
  await pair(2, 0);
  expect(await groups()).toEqual([]);
  await pair(3, 2);
  await pair(3, 0);
  expect(await groups()).toEqual([[0, 2, 3]]);
  const [group] = (await listDuplicateGroups(acting(), { page: 1, limit: 20, order: "largest" })).groups;
  const linked = [...(group?.pairs ?? [])].map(({ imageId, ofImageId }) => [numberOf(imageId), numberOf(ofImageId)]);
  expect(linked).toHaveLength(2);
  expect(linked).not.toContainEqual([2, 0]);
  const { pairs } = await describeGroupImages(acting(), { imageIds: [at(2)], thanId: at(0) });
  expect(pairs).toEqual([]);
});

test("decisions of somebody else, and about others, say nothing", async () => {
  await decide(0, 1, "duplicate");
  expect(await isDecided(0, 1)).toBe(true);
  expect(await isDecided(0, 2)).toBe(false);
  expect((await findDecidedAmong(mine.db, scopeOf(await createTestActor(mine.ctx)), [at(0)])).has(at(0), at(1))).toBe(false);
});

test("what was decided about a picture holds for its duplicate after it is deleted, one after another or at once", async () => {
  await decide(0, 1, "not-related");
  await decide(2, 1, "duplicate");
  await decide(3, 2, "duplicate");
  await decide(4, 1, "alternate");
  await remove(1);
  expect(await isDecided(0, 2)).toBe(true);
  expect(await isDecided(4, 2)).toBe(true);
  await remove(2);
  expect(await isDecided(0, 3)).toBe(true);
  expect(await isDecided(4, 3)).toBe(true);
  await decide(5, 3, "duplicate");
  await decide(6, 5, "duplicate");
  await remove(3, 5, 4);
  expect(await isDecided(0, 6)).toBe(true);
});

test("deleting what has no duplicate takes its decisions along, and a person can be deleted whole", async () => {
  await decide(0, 1, "not-related");
  await decide(1, 2, "alternate");
  await remove(1);
  expect(await isDecided(0, 2)).toBe(false);
  await decide(3, 4, "duplicate");
  await decide(4, 5, "not-related");
  await mine.db.transaction(async (tx) => {
    await tx.execute(sql`delete from images where owner_id = ${mine.actor.userId}`);
    await tx.execute(sql`delete from collections where owner_id = ${mine.actor.userId}`);
    await tx.execute(sql`delete from users where id = ${mine.actor.userId}`);
  });
  expect([...(await mine.db.execute(sql`select 1 from duplicate_decisions where owner_id = ${mine.actor.userId}`))]).toEqual([]);
});

test("more decisions than one query gives are all known", async () => {
  const far = Array.from({ length: 20_010 }, () => uuidv7());
  const home = sql`(select home_collection_id from images where id = ${at(0)})`;
  for (let from = 0; from < far.length; from += 3_335) {
    const some = `{${far.slice(from, from + 3_335).join(",")}}`;
    await mine.db.execute(sql`
      insert into images (id, owner_id, home_collection_id, original_name, sha256, size_bytes, content_type, taken_local, taken_source)
      select id, ${mine.actor.userId}, ${home}, 'a', id::text, 1, 'image/png', '2024-01-01', 'added' from unnest(${some}::uuid[]) as id`);
    await mine.db.execute(sql`
      insert into duplicate_decisions (image_id, of_image_id, owner_id, decision)
      select id, ${at(0)}, ${mine.actor.userId}, 'not-related' from unnest(${some}::uuid[]) as id`);
  }
  const all = await findAllDecided(mine.db, scopeOf(mine.actor));
  expect(far.every((id) => all.has(id, at(0)))).toBe(true);
});
