import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeShapePicture } from "../../e2e/fixtures/tiny-encoder-picture";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { createCollection } from "../collections/create-collection";
import { readConfig } from "../config";
import { insertTestImage } from "../images/testing";
import { trashImages } from "../images/trash-images";
import { createInference } from "../inference/client";
import { limits } from "../limits";
import { calibrationVersion } from "./calibrate-search";
import { saveCalibration } from "./calibration-queries";
import * as operations from "./schema";
import { searchByImage } from "./search-by-image";
import { searchByMix } from "./search-by-mix";
import { searchByText } from "./search-by-text";
import { withTemporaryPictures } from "./temporary-pictures";
import { insertShape, listIncoming, openSearchContext, type SearchContext } from "./testing";

let ctx: SearchContext;
let anna: Actor;
let ben: Actor;
const ids: Record<string, string> = {};
const as = (actor: Actor) => ({ ...ctx, actor });
const search = (q: string, actor = anna, limit = 100) => searchByText(as(actor), operations.searchByText.input.parse({ q, limit }));
const similar = (imageId: string | undefined, limit: number) =>
  searchByImage(as(anna), operations.searchByImage.input.parse({ imageId, limit }));
const searchByPicture = (actor: Actor, picture: AsyncIterable<Uint8Array>) =>
  withTemporaryPictures(ctx, async (pictures) => {
    await pictures.take("picture", picture);
    return searchByMix(as(actor), operations.searchMix.parse({}), pictures);
  });
const hitIds = (result: operations.SearchResult) => result.hits.map(({ image }) => image.id);
async function* stream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 1_000) yield bytes.subarray(start, start + 1_000);
}

beforeAll(async () => {
  ctx = await openSearchContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
  ids.redCircle = await insertShape(ctx, anna, { colour: "red", shape: "circle" });
  ids.redCircle2 = await insertShape(ctx, anna, { colour: "red", shape: "circle", seed: 2 });
  ids.blueSquare = await insertShape(ctx, anna, { colour: "blue", shape: "square" });
  ids.named = await insertTestImage(ctx.db, anna, { originalName: "Quokka_holiday.jpg", title: "我的狗在草地上", tags: ["100% it's"] });
  ids.theirs = await insertShape(ctx, ben, { colour: "red", shape: "circle" }, { originalName: "quokka.jpg", tags: ["secret"] });
  await createCollection({ ...ctx, actor: ben }, { name: "Secret", tags: [], imageIds: [ids.theirs] });
});
afterAll(() => ctx?.close());

test("words find what a picture shows, best first, with the cosine similarity", async () => {
  const result = await search("a red circle");
  expect(operations.searchByText.output.parse(result)).toEqual(result);
  expect(new Set(hitIds(result).slice(0, 2))).toEqual(new Set([ids.redCircle, ids.redCircle2]));
  expect(result.hits[0]).toMatchObject({ foundBy: ["meaning"], similarity: expect.any(Number) });
  expect(result.hits[0]?.similarity).toBeGreaterThan(0.5);
  expect(result.coverage).toEqual({ model: "ready", reason: null, embedded: 3, waiting: 1 });
});

test("a picture that does not fit is left out; where none fits, the nearest come and it is said; words fit all the same", async () => {
  const carl = await createTestActor(ctx);
  const circle = await insertShape(ctx, carl, { colour: "red", shape: "circle" });
  const square = await insertShape(ctx, carl, { colour: "blue", shape: "square" }, { originalName: "white-star.jpg" });
  const nothing = new Float32Array(ctx.model.dimension);
  const calibration = { means: { texts: nothing, pictures: nothing }, level: 0.9, floor: 0.5, spread: 0.2 };
  await saveCalibration(ctx.db, { ownerId: carl.userId, modelId: ctx.model.id, version: calibrationVersion, imageCount: 2 }, calibration);
  const fitting = await search("red circle", carl);
  expect([hitIds(fitting), fitting.nothingFits, fitting.total]).toEqual([[circle], false, 1]);
  const unfitting = await search("green triangle", carl);
  expect([new Set(hitIds(unfitting)), unfitting.nothingFits]).toEqual([new Set([circle, square]), true]);
  const named = await search("white star", carl);
  expect([hitIds(named), named.nothingFits]).toEqual([[square], false]);
});

test("words find names, titles and tags while they are typed, in Chinese too", async () => {
  for (const q of ["quo", "Quokka holi", "holiday quokka", "狗", "草地", "我的狗", "100%", "it's"]) {
    const { hits } = await search(q);
    expect(hits, q).toMatchObject([{ image: { id: ids.named }, similarity: null, foundBy: ["words"] }]);
  }
  expect((await search("mountain")).hits).toEqual([]);
});

test("some of the words find too, the rare ones first; what many have only brings forward what is found", async () => {
  const dora = await createTestActor(ctx);
  const insert = (originalName: string, tags: string[] = []) => insertTestImage(ctx.db, dora, { originalName, tags });
  for (let index = 0; index < 30; index++) await insert(`img_${index}.jpg`);
  const both = await insert("img_sheep_anneliese.jpg");
  const sheep = [await insert("a.jpg", ["sheep"]), await insert("b.jpg", ["sheep"])];
  const named = await insert("c.jpg", ["Anneliese"]);
  const find = async (q: string) => hitIds(await search(q, dora));
  expect(await find("sheep anneliese")).toEqual([both, named, ...sheep.reverse()]);
  expect(await find("xylophone anneliese")).toEqual([named, both]);
  expect(await find("img sheep")).toEqual([both, ...sheep]);
  expect((await find("img xylophone")).length).toBe(31);
  expect(await find('"sheep" anneliese')).toEqual([both, ...sheep]);
  expect(await find("xylophone -anneliese sheep")).toEqual(sheep);
  const circle = await insertShape(ctx, dora, { colour: "red", shape: "circle" }, { tags: ["img"] });
  expect(await find("red circle img")).toEqual([circle]);
});

test("where words and content each find one best picture, the words' comes first", async () => {
  const emil = await createTestActor(ctx);
  const like = await insertShape(ctx, emil, { colour: "red", shape: "circle" });
  const titled = await insertShape(ctx, emil, { colour: "blue", shape: "square" }, { title: "red circle" });
  const { hits } = await search("red circle", emil);
  expect(hits[0]?.image.id).toBe(titled);
  expect(hitIds(await search("red circle", emil))).toContain(like);
});

test("words of a collection find what is in it", async () => {
  await createCollection(as(anna), { name: "Summer in Norway", tags: ["fjord"], imageIds: [ids.blueSquare ?? ""] });
  expect(hitIds(await search("norw"))).toEqual([ids.blueSquare]);
  expect(hitIds(await search("fjord"))).toEqual([ids.blueSquare]);
});

test("a picture that both ways find is before the others", async () => {
  const id = await insertShape(ctx, anna, { colour: "green", shape: "square", seed: 9 }, { originalName: "green.jpg" });
  await insertShape(ctx, anna, { colour: "green", shape: "square", seed: 3 });
  const { hits } = await search("green square");
  expect(hits.map(({ foundBy }) => foundBy)).not.toContain(["words"]);
  const { hits: byName } = await search("green");
  expect(byName[0]).toMatchObject({ image: { id }, foundBy: ["meaning", "words"] });
});

test("nothing of anybody else is ever found or counted", async () => {
  const found = [await search("red circle"), await search("quokka"), await search("secret")];
  for (const result of found) expect(hitIds(result)).not.toContain(ids.theirs);
  expect((await search("secret")).hits).toEqual([]);
  expect((await search("x", ben)).coverage).toMatchObject({ embedded: 1, waiting: 0 });
  await expect(similar(ids.theirs, 10)).rejects.toMatchObject({ code: "not-found" });
  await expect(similar(uuidv7(), 10)).rejects.toMatchObject({ code: "not-found" });
});

test("what is in the trash or held is not found, and does not use up the limit", async () => {
  const actor = await createTestActor(ctx);
  const trashed = [];
  for (let seed = 1; seed <= 3; seed++)
    trashed.push(await insertShape(ctx, actor, { colour: "red", shape: "circle", seed }, { originalName: "red.jpg" }));
  const kept = await insertShape(ctx, actor, { colour: "red", shape: "square" });
  await insertShape(ctx, actor, { colour: "red", shape: "circle", seed: 7 }, { place: "held", originalName: "red.jpg" });
  await trashImages(as(actor), { imageIds: trashed });
  const result = await search("red circle", actor, 1);
  expect(hitIds(result)).toEqual([kept]);
  expect(result.coverage).toMatchObject({ embedded: 1, waiting: 0 });
});

test("hostile texts get an answer or are refused as input", async () => {
  const hostile = ["'", '"quo', "%", "_", "a & | ! :*", "<->", "((", "\\", "';drop table images;--", "\u202equo", "🦘", "x".repeat(1_000)];
  for (const q of hostile) expect((await search(q)).coverage.model, q).toBe("ready");
  expect((await search("狗猫".repeat(500))).hits).toEqual([]);
  for (const q of ["", "   ", "\t\n", "x".repeat(10_000), "a\0b"])
    expect(operations.searchByText.input.safeParse({ q }).success, q).toBe(false);
});

test("more like this leaves the image itself out", async () => {
  const { hits } = await similar(ids.redCircle, 1);
  expect(hits).toMatchObject([{ image: { id: ids.redCircle2 }, foundBy: ["meaning"] }]);
  expect((await similar(ids.named, 5)).hits).toEqual([]);
});

test("a picture from outside finds its like and leaves nothing behind", async () => {
  const picture = stream(await makeShapePicture({ colour: "blue", shape: "square", seed: 5 }));
  const { hits } = await searchByPicture(anna, picture);
  expect(hits[0]?.image.id).toBe(ids.blueSquare);
  expect(await listIncoming(ctx)).toEqual([]);
});

test("what is no picture, broken or too large is refused, and leaves nothing behind", async () => {
  const picture = await makeShapePicture({ colour: "blue", shape: "square" });
  const flood = Buffer.alloc(limits.upload.searchPictureBytesMax + 1);
  const refusals: [Uint8Array, string][] = [
    [Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "type-not-allowed"],
    [new Uint8Array(), "type-not-allowed"],
    [picture.subarray(0, 300), "undecodable"],
    [flood, "file-too-large"],
  ];
  for (const [bytes, code] of refusals) await expect(searchByPicture(anna, stream(bytes))).rejects.toMatchObject({ code });
  expect(await listIncoming(ctx)).toEqual([]);
});

test("without a model words alone find, and the coverage says what to do", async () => {
  const config = { ...ctx.config, models: { ...ctx.config.models, search: "clip-vit-base-patch32", dir: "/nonexistent" } };
  const result = await searchByText({ ...as(anna), config }, operations.searchByText.input.parse({ q: "quokka", limit: 10 }));
  expect(hitIds(result)).toEqual([ids.named]);
  expect(result.coverage).toMatchObject({ model: "missing", reason: expect.stringContaining("models"), embedded: 0 });
  expect(result.coverage.waiting).toBeGreaterThan(3);
});

test("when the model does not answer, words alone find", async () => {
  const inference = createInference(readConfig({ DATA_DIR: "/tmp/magpie-nobody-here" }));
  const result = await searchByText({ ...as(anna), inference }, operations.searchByText.input.parse({ q: "quokka", limit: 10 }));
  expect(hitIds(result)).toEqual([ids.named]);
  expect(result.coverage).toMatchObject({ model: "unavailable", reason: expect.stringContaining("only words") });
});
