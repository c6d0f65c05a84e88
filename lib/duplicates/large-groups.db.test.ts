import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { splitDecision } from "../client/duplicates/group-choice";
import { insertTestImage } from "../images/testing";
import { findDecidedAmong } from "./find-decided";
import { listDuplicateGroups } from "./list-duplicate-groups";
import { savePairs } from "./queries";
import { reopenDuplicateGroup } from "./reopen-duplicate-group";
import { dismissDuplicateGroup, resolveDuplicateGroup } from "./resolve-duplicate-group";

const size = 5_000;

let ctx: AccountContext;
let actor: Actor;
/** A group of 5,000 and two pictures more. */
let ids: string[];

beforeAll(async () => {
  ctx = await openAccountContext();
});
beforeEach(async () => {
  actor = await createTestActor(ctx);
  ids = Array.from({ length: size + 2 }, () => uuidv7());
  const first = await insertTestImage(ctx.db, actor, { id: ids[0] ?? "" });
  for (let from = 1; from < ids.length; from += 1_000)
    await ctx.db.execute(sql`
      insert into images (id, owner_id, home_collection_id, original_name, sha256, size_bytes, content_type, taken_local, taken_source, status, place)
      select id, ${actor.userId}, (select home_collection_id from images where id = ${first}), 'a.png', id::text, 1, 'image/png', '2024-01-01', 'added', 'processed', 'library'
      from unnest(${`{${ids.slice(from, from + 1_000).join(",")}}`}::uuid[]) as id`);
  const links = ids.slice(1, size).map((id, index) => [id, at(index - (index % 7))] as const);
  for (let from = 0; from < links.length; from += 1_000) await link(links.slice(from, from + 1_000));
});
afterAll(() => ctx.close());

const at = (index: number) => ids[index] ?? "";
const acting = () => ({ ...ctx, actor });
const whole = () => ids.slice(0, size);
const link = (links: readonly (readonly [string, string])[]) =>
  savePairs(
    ctx.db,
    links.map(([imageId, ofImageId]) => ({
      id: uuidv7(),
      ownerId: actor.userId,
      imageId,
      ofImageId,
      layer: "perceptual" as const,
      verdict: "duplicate" as const,
      distance: 3,
    })),
  );
const list = () => listDuplicateGroups(acting(), { page: 1, limit: 20, order: "largest" });
const count = async (from: string) => {
  const [row] = await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from ${sql.raw(from)} and owner_id = ${actor.userId}`);
  return row?.n;
};
const isDecided = async (a: number, b: number) => (await findDecidedAmong(ctx.db, scopeOf(actor), [at(a), at(b)])).has(at(a), at(b));
/** Evidence that nobody had when the group was decided about, between every 500th of its pictures. */
const findMore = () =>
  link(Array.from({ length: 9 }, (_, index) => [at((index + 1) * 500 + 3), at(index * 500 + 1)] as const).filter(([a, b]) => a > b));

test("5,000 pictures are set apart by as many rows, no two of them come back, and undo brings the group back", async () => {
  expect((await list()).groups.map(({ imageCount }) => imageCount)).toEqual([size]);
  await dismissDuplicateGroup(acting(), { imageIds: whole() });
  expect(await count("unrelated_images where true")).toBe(size);
  expect(await count("duplicate_decisions where true")).toBe(0);
  expect(await count("duplicate_pairs where is_open")).toBe(0);
  await findMore();
  expect((await list()).total).toBe(0);
  expect([await isDecided(17, 4_321), await isDecided(17, size)]).toEqual([true, false]);

  await link([
    [at(size), at(3)],
    [at(size), at(4)],
  ]);
  expect((await list()).groups.map(({ images }) => images.map(({ id }) => ids.indexOf(id)))).toEqual([[3, 4, size]]);
  await resolveDuplicateGroup(acting(), { keepIds: [at(3)], trashIds: [at(size)] });
  expect([await isDecided(size, 4_000), await isDecided(size, size + 1)]).toEqual([true, false]);
  await ctx.db.execute(sql`delete from images where id = ${at(3)}`);
  expect(await isDecided(size, 4_000)).toBe(true);

  await reopenDuplicateGroup(acting(), { imageIds: [at(17), at(18)] });
  expect(await isDecided(17, 18)).toBe(true);
  await reopenDuplicateGroup(acting(), { imageIds: [...whole().filter((id) => id !== at(3)), at(size)] });
  expect(await count("unrelated_images where true")).toBe(0);
  expect((await list()).groups[0]?.imageCount).toBeGreaterThan(size - 10);
});

test("5,000 pictures are stacked in parts by as many rows, no two of them come back, also without the cover, and undo takes the stack apart", async () => {
  const [coverId = "", ...others] = whole();
  const parts = splitDecision({ action: "stack", keepIds: [coverId, ...others], trashIds: [] });
  expect(parts.length).toBeGreaterThan(20);
  for (const { keepIds } of parts) await resolveDuplicateGroup(acting(), { keepIds, trashIds: [], stack: true });
  expect(await count("duplicate_decisions where true")).toBe(size - 1);
  expect(await count(`images where stacked_under = '${coverId}'`)).toBe(size - 1);
  expect(await count("duplicate_pairs where is_open")).toBe(0);
  await findMore();
  expect((await list()).total).toBe(0);
  for (const { keepIds } of parts.toReversed()) await reopenDuplicateGroup(acting(), { imageIds: keepIds });
  expect(await count("duplicate_decisions where true")).toBe(0);
  expect(await count("images where stacked_under is not null")).toBe(0);
  expect((await list()).groups.map(({ imageCount }) => imageCount)).toEqual([size]);

  for (const { keepIds } of parts.slice(0, 2)) await resolveDuplicateGroup(acting(), { keepIds, trashIds: [], stack: true });
  await ctx.db.execute(sql`delete from images where id = ${coverId}`);
  expect(await count("duplicate_decisions where true")).toBe(397);
  expect([await isDecided(17, 321), await isDecided(17, 4_321)]).toEqual([true, false]);
});
