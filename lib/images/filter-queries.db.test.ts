import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { countImages, listImages } from "./list-images";
import * as operations from "./list-schema";
import { insertSharedCollection, insertTestImage, openPictureContext, type PictureTestContext } from "./testing";

let ctx: PictureTestContext;
let anna: Actor;
let ben: Actor;
const ids: Record<string, string> = {};
const as = (actor: Actor) => ({ ...ctx, actor });

beforeAll(async () => {
  ctx = await openPictureContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
  const paris = { latitude: 48.8584, longitude: 2.2945, colours: ["red", "black"], labels: ["car"], tags: ["trip", "night"], rating: 4 };
  ids.paris = await insertTestImage(ctx.db, anna, { ...paris, contentType: "image/jpeg", cameraModel: "EOS", width: 4_000, height: 3_000 });
  ids.other = await insertTestImage(ctx.db, anna, { tags: ["trip"], contentType: "image/heic", sizeBytes: 5_000_000, rating: 2 });
});
afterAll(() => ctx?.close());

/** What a list gives, which is as many as the count says. */
async function found(filter: Record<string, unknown>, actor = anna): Promise<string[]> {
  const { images } = await listImages(as(actor), operations.listImages.input.parse(filter));
  expect((await countImages(as(actor), operations.countImages.input.parse(filter))).total).toBe(images.length);
  return images.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id) ?? id).sort();
}

test.each<[Record<string, unknown>, string[]]>([
  [{ tag: ["trip", "night"] }, ["paris"]],
  [{ tag: "trip", notTag: "NIGHT" }, ["other"]],
  [{ label: "car" }, ["paris"]],
  [{ label: ["car", "dog"] }, []],
  [{ notLabel: "car" }, ["other"]],
  [{ colour: ["red", "black"] }, ["paris"]],
  [{ notColour: "red" }, ["other"]],
  [{ type: ["heic", "png"] }, ["other"]],
  [{ notType: "heic" }, ["paris"]],
  [{ notCamera: "eos" }, ["other"]],
  [{ near: "48.8584,2.2945" }, ["paris"]],
  [{ near: "48.9,2.3,1km" }, []],
  [{ pixelsMin: "1000000" }, ["paris"]],
  [{ pixelsMax: "1000000" }, ["other"]],
  [{ bytesMin: "2000000" }, ["other"]],
  [{ bytesMax: "2000000" }, ["paris"]],
  [{ ratingMin: "2", ratingMax: "3" }, ["other"]],
  [{ notCollectionId: "default" }, []],
])("%j lists %j", async (filter, expected) => {
  expect(await found(filter)).toEqual(expected);
});

test("in a shared collection hidden fields match nothing, and leave nothing out", async () => {
  const imageIds = [ids.paris ?? "", ids.other ?? ""];
  const collectionId = await insertSharedCollection(ctx.db, anna, ben, { imageIds });
  const all = ["other", "paris"];
  for (const filter of [{ near: "48.8584,2.2945" }, { ratingMin: "1" }, { camera: "eos" }])
    expect(await found({ ...filter, collectionId }, ben), JSON.stringify(filter)).toEqual([]);
  for (const filter of [{ notCamera: "eos" }, { ratingMax: "1" }]) expect(await found({ ...filter, collectionId }, ben)).toEqual(all);
  expect(await found({ colour: "red", collectionId }, ben)).toEqual(["paris"]);
  expect(await found({ notCollectionId: collectionId }, anna)).toEqual([]);
  expect(await found({ notCollectionId: collectionId }, ben)).toEqual([]);
});

test("what is no position, format or colour is refused", () => {
  for (const filter of [{ near: "paris" }, { near: "91,0" }, { type: "doc" }, { colour: "nice" }, { pixelsMin: "0" }, { bytesMax: "x" }])
    expect(operations.imageFilter.safeParse(filter).success, JSON.stringify(filter)).toBe(false);
});
