import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { getImage } from "./get-image";
import * as operations from "./schema";
import { insertTestImage } from "./testing";
import { updateImage, updateImages } from "./update-images";

let ctx: AccountContext;
let anna: Actor;
const as = () => ({ ...ctx, actor: anna });
const update = (imageId: string, changes: object) => updateImage(as(), operations.updateImage.input.parse({ imageId, ...changes }));
const isTaken = (changes: object) =>
  operations.updateImage.input.safeParse({ imageId: "0190a5a0-0000-7000-8000-000000000000", ...changes }).success;

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
});
afterAll(() => ctx.close());

test("a date set by hand keeps its wall time, and its offset where one is given", async () => {
  const imageId = await insertTestImage(ctx.db, anna);
  const answers = {
    "2020-02-29T23:59:58+05:45": {
      takenAt: "2020-02-29T23:59:58+05:45",
      takenLocal: "2020-02-29T23:59:58",
      takenUtc: "2020-02-29T18:14:58.000Z",
    },
    "2020-02-29T23:59:00-08:00": { takenAt: "2020-02-29T23:59:00-08:00", takenUtc: "2020-03-01T07:59:00.000Z" },
    "2020-02-29T12:00:00Z": { takenAt: "2020-02-29T12:00:00+00:00", takenUtc: "2020-02-29T12:00:00.000Z" },
    "1826-01-01T00:00": { takenAt: "1826-01-01T00:00:00", takenUtc: null },
    "0002-01-01T00:00:00+23:59": { takenAt: "0002-01-01T00:00:00+23:59" },
    "9998-12-31T23:59:59.999999-23:59": { takenLocal: "9998-12-31T23:59:59" },
  };
  for (const [takenAt, view] of Object.entries(answers))
    expect(await update(imageId, { takenAt })).toMatchObject({ ...view, takenSource: "person" });
});

test("dates that are none are refused", () => {
  for (const takenAt of [
    "2021-02-29T12:00",
    "2021-02-01",
    "yesterday",
    "0000-01-01T00:00",
    "9999-12-31T23:59",
    "2021-02-01T12:00+24:00",
    "",
  ])
    expect(isTaken({ takenAt }), takenAt).toBe(false);
});

test("a date that is taken back is what the file says, or else when it was added", async () => {
  const exif = { taken: { local: "2019-01-02T03:04:05", offsetMin: 60, utc: "2019-01-02T02:04:05.000Z" } };
  const withExif = await insertTestImage(ctx.db, anna, { exif });
  const without = await insertTestImage(ctx.db, anna, { addedAt: new Date("2022-02-02T02:02:02Z") });
  await updateImages(as(), { imageIds: [withExif, without], changes: { takenAt: "2000-01-01T00:00" } });
  await updateImages(as(), { imageIds: [withExif, without], changes: { takenAt: null } });
  expect(await getImage(as(), { imageId: withExif })).toMatchObject({
    takenAt: "2019-01-02T03:04:05+01:00",
    takenUtc: exif.taken.utc,
    takenSource: "exif",
  });
  expect(await getImage(as(), { imageId: without })).toMatchObject({
    takenAt: "2022-02-02T02:02:02",
    takenUtc: null,
    takenSource: "added",
  });
});

test("a position is set whole and taken away", async () => {
  const imageId = await insertTestImage(ctx.db, anna, { altitudeM: 3 });
  expect((await update(imageId, { position: { latitude: -90, longitude: 180 } })).position).toEqual({
    latitude: -90,
    longitude: 180,
    altitudeM: null,
  });
  expect((await update(imageId, { position: { latitude: 48.858370001, longitude: 2.294481, altitudeM: 35.5 } })).position).toEqual({
    latitude: 48.858370001,
    longitude: 2.294481,
    altitudeM: 35.5,
  });
  expect((await update(imageId, { title: "x" })).position).not.toBeNull();
  expect((await update(imageId, { position: null })).position).toBeNull();
  for (const position of [
    { latitude: 91, longitude: 0 },
    { latitude: 0 },
    { latitude: 0, longitude: -180.1 },
    { latitude: "0", longitude: 0 },
  ])
    expect(isTaken({ position })).toBe(false);
});

test("metadata are any JSON object up to 64 kB, replaced whole", async () => {
  const imageId = await insertTestImage(ctx.db, anna);
  const metadata = { a: [1, null, { ключ: "\\u0000 🦘", deep: { deeper: true } }], "": -0.5 };
  expect((await update(imageId, { metadata })).metadata).toEqual(metadata);
  expect((await update(imageId, { metadata: { b: 1 } })).metadata).toEqual({ b: 1 });
  expect((await update(imageId, { favourite: true })).metadata).toEqual({ b: 1 });
  const large = { text: "x".repeat(65_536 - '{"text":""}'.length) };
  expect((await update(imageId, { metadata: large })).metadata).toEqual(large);
  const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`) as object;
  for (const bad of [[], "x", null, { text: `${large.text}x` }, { a: "\0" }, { "\0": 1 }, { a: ["\ud83d"] }, deep])
    expect(isTaken({ metadata: bad })).toBe(false);
});

test("a change of nothing changes nothing", async () => {
  const imageId = await insertTestImage(ctx.db, anna, { tags: ["a"] });
  const before = await getImage(as(), { imageId });
  expect(await update(imageId, {})).toEqual(before);
});
