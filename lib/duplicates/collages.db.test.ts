import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { drawScene } from "@/e2e/fixtures/scene-picture";
import type { Actor } from "../auth/access";
import { decideKept, suggestKept } from "../client/duplicates/group-choice";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { listDuplicateGroups } from "./list-duplicate-groups";
import { resolveDuplicateGroup } from "./resolve-duplicate-group";
import { resolveHeldImage } from "./resolve-held-image";

let library: TestLibrary;
let actor: Actor;
/** Two photographs, and both side by side in one picture. */
let a: Buffer;
let b: Buffer;
let collage: Buffer;

beforeAll(async () => {
  library = await openTestLibrary();
  a = await drawScene(1).jpeg({ quality: 92 }).toBuffer();
  b = await drawScene(2).jpeg({ quality: 92 }).toBuffer();
  const canvas = sharp({ create: { width: 1_830, height: 620, channels: 3, background: "#ffffff" } });
  const pasted = [
    { input: a, left: 10, top: 10 },
    { input: b, left: 920, top: 10 },
  ];
  collage = await canvas.composite(pasted).jpeg({ quality: 92 }).toBuffer();
});
beforeEach(async () => {
  actor = await library.createActor();
});
afterAll(() => library.close());

const acting = () => ({ ...library.ctx, actor });
const add = (bytes: Buffer, more: Parameters<TestLibrary["add"]>[2] = {}) => library.add(actor, bytes, more);
const rowOf = async (imageId: string) => library.account.db.query.images.findFirst({ where: (rows, { eq }) => eq(rows.id, imageId) });
const placesOf = async (...ids: string[]) => (await Promise.all(ids.map(rowOf))).map((row) => row?.place);
const list = async () => (await listDuplicateGroups(acting(), { page: 1, limit: 20, order: "largest" })).groups;
const crop = () => sharp(a).extract({ left: 60, top: 40, width: 760, height: 510 }).jpeg({ quality: 85 }).toBuffer();

test("as suggested, a collage takes no photograph along, and what only hangs together by it keeps its words for itself", async () => {
  const keep = { detectDuplicates: false };
  const first = await add(a, keep);
  const other = await add(b, keep);
  const both = await add(collage, keep);
  const copies = [await add(await sharp(a).jpeg({ quality: 40 }).toBuffer(), keep), await add(await crop(), keep)];
  await library.account.db.execute(`update images set title = 'B', tags = '{b}', description = 'of b' where id = '${other}'`);
  const [group] = await list();
  if (!group) throw new Error("no group");
  expect(group.imageCount).toBe(5);
  expect(group.suggestedKeepId).toBe(first);
  expect(group.similarIds).toEqual([other, both]);
  const { keepIds, trashIds } = decideKept(group, suggestKept(group));
  expect([keepIds[0], [...trashIds].sort()]).toEqual([first, copies]);
  await resolveDuplicateGroup(acting(), { keepIds, trashIds });
  expect(await placesOf(first, other, both, ...copies)).toEqual(["library", "library", "library", "trash", "trash"]);
  expect(await rowOf(first)).toMatchObject({ title: null, description: null, tags: [] });
  // Nobody has been asked about the other photograph and the collage.
  const left = (await list()).map((one) => one.images.map(({ id }) => id));
  expect(left.flat()).not.toContain(first);
});

test("as suggested, no original goes for a copy of it in a wide frame", async () => {
  const keep = { detectDuplicates: false };
  const frame = { top: 45, bottom: 45, left: 45, right: 45, background: "#ffffff" };
  const framed = await add(await sharp(a).extend(frame).jpeg({ quality: 80 }).toBuffer(), keep);
  const first = await add(a, keep);
  const [pair] = await list();
  expect([pair?.suggestedKeepId, pair?.similarIds]).toEqual([first, [framed]]);
  await add(collage, keep);
  const [group] = await list();
  if (!group) throw new Error("no group");
  expect(group.imageCount).toBe(3);
  expect(decideKept(group, suggestKept(group)).trashIds).toEqual([]);
});

test("what is thrown away with a group without being a duplicate of what is kept hands nothing over", async () => {
  const keep = { detectDuplicates: false };
  const [first, other, both] = [await add(a, keep), await add(b, keep), await add(collage, keep)];
  await library.account.db.execute(`update images set title = 'B', tags = '{b}' where id in ('${other}', '${both}')`);
  await resolveDuplicateGroup(acting(), { keepIds: [first], trashIds: [other, both] });
  expect(await placesOf(first, other, both)).toEqual(["library", "trash", "trash"]);
  expect(await rowOf(first)).toMatchObject({ title: null, tags: [] });
});

test("a held collage that is kept as the new one replaces none of its photographs, and discarding it hands nothing over", async () => {
  for (const choice of ["keep-new", "discard"] as const) {
    actor = await library.createActor();
    const [first, other] = [await add(a), await add(b)];
    const both = await add(collage);
    await library.account.db.execute(`update images set title = 'both' where id = '${both}'`);
    expect(await placesOf(first, other, both)).toEqual(["library", "library", "held"]);
    const { trashedIds } = await resolveHeldImage(acting(), { imageId: both, choice });
    expect(trashedIds).toEqual(choice === "discard" ? [both] : []);
    expect(await placesOf(first, other)).toEqual(["library", "library"]);
    expect([(await rowOf(first))?.title, (await rowOf(other))?.title]).toEqual([null, null]);
  }
});

test("a collage, and the whole of which a part is there, are held and not refused; a crop of what is there is refused", async () => {
  const reject = { onDuplicate: "reject" as const };
  await add(a);
  expect(await placesOf(await add(collage, reject), await add(await crop(), reject))).toEqual(["held", "trash"]);
  actor = await library.createActor();
  await add(await sharp(a).extract({ left: 110, top: 60, width: 720, height: 480 }).jpeg().toBuffer());
  expect(await placesOf(await add(a, reject))).toEqual(["held"]);
  actor = await library.createActor();
  await add(collage);
  expect(await placesOf(await add(b, reject))).toEqual(["held"]);
});

test("the new one replaces the crop of it that was there, and not the other way round", async () => {
  const part = await add(await crop());
  const whole = await add(a);
  const { trashedIds } = await resolveHeldImage(acting(), { imageId: whole, choice: "keep-new" });
  expect(trashedIds).toEqual([part]);
  actor = await library.createActor();
  const [original, held] = [await add(a), await add(await crop())];
  expect((await resolveHeldImage(acting(), { imageId: held, choice: "keep-new" })).trashedIds).toEqual([]);
  expect(await placesOf(original, held)).toEqual(["library", "library"]);
});
