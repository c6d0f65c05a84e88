import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { createCollection } from "../collections/create-collection";
import { insertSharedCollection, insertTestImage } from "../images/testing";
import { sniffContentType } from "../imaging/sniff";
import { explainHit } from "./explain-hit";
import * as help from "./help-schema";
import * as operations from "./schema";
import { searchByText } from "./search-by-text";
import { insertShape, openSearchContext, type SearchContext } from "./testing";

let ctx: SearchContext;
let anna: Actor;
let ben: Actor;
const ids: Record<string, string> = {};
const as = (actor: Actor) => ({ ...ctx, actor });

const search = async (q: string, actor = anna, options: Record<string, unknown> = {}) => {
  const result = await searchByText(as(actor), operations.searchByText.input.parse({ q, limit: 100, today: "2026-11-21", ...options }));
  return operations.searchByText.output.parse(result);
};
const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id) ?? id;
const found = async (q: string, actor = anna, options: Record<string, unknown> = {}) =>
  (await search(q, actor, options)).hits.map(({ image }) => nameOf(image.id)).sort();

beforeAll(async () => {
  ctx = await openSearchContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
  const facts = {
    paris: {
      originalName: "IMG_1.jpg",
      title: "Red car in the rain",
      tags: ["Trip", "night"],
      takenLocal: "2019-07-14T23:10:00",
      latitude: 48.8584,
      longitude: 2.2945,
      exif: { places: ["Seventh District", "France"] },
      cameraMake: "Canon",
      cameraModel: "Canon EOS 5D",
      favourite: true,
      rating: 5,
      contentType: "image/jpeg",
      width: 4000,
      height: 3000,
      sizeBytes: 6_000_000,
      colours: ["red", "black"] as const,
      labels: ["vehicle"],
      caption: "A car stands on a wet street.",
    },
    versailles: {
      originalName: "IMG_2.png",
      tags: ["trip"],
      takenLocal: "2019-12-25T10:00:00",
      latitude: 48.8049,
      longitude: 2.1204,
      contentType: "image/png",
      width: 300,
      height: 400,
      foundText: "Château de Versailles",
      rating: 3,
    },
    fiji: {
      originalName: "red_car-park.DNG",
      description: "car red",
      takenLocal: "2026-07-01T12:00:00",
      latitude: -17.8,
      longitude: 179.9,
      // A raw file as it comes: TIFF by its first bytes.
      contentType: sniffContentType(Buffer.from([0x49, 0x49, 0x2a, 0x00])) ?? "none",
      colours: ["blue"] as const,
      frames: 3,
      width: 500,
      height: 500,
    },
    held: { originalName: "held.jpg", place: "held" as const },
    trashed: { originalName: "gone.jpg", place: "trash" as const },
  };
  for (const [name, given] of Object.entries(facts)) {
    const { colours, ...row } = { colours: undefined, ...given };
    ids[name] = await insertTestImage(ctx.db, anna, { ...row, ...(colours && { colours: [...colours] }) });
  }
  await createCollection(as(anna), { name: 'The "Big" Tour', tags: [], imageIds: [ids.paris ?? ""] });
});
afterAll(() => ctx?.close());

test.each<[string, string[]]>([
  ["tag:TRIP", ["paris", "versailles"]],
  ["tag:trip tag:night", ["paris"]],
  ["tag:trip -tag:night", ["versailles"]],
  ["2019", ["paris", "versailles"]],
  ["2019 -on:2019-12", ["paris"]],
  ["2019-07 on:2019-12", ["paris", "versailles"]],
  ["on:2019-07 on:2026-07", ["fiji", "paris"]],
  ['"last summer"', ["fiji"]],
  ["before:2019-12", ["paris"]],
  ["after:2019", ["fiji"]],
  ["on:christmas-2019", ["versailles"]],
  ["near:48.8584,2.2945,500m", ["paris"]],
  ["near:48.8584,2.2945,20km", ["paris", "versailles"]],
  ["near:-17.8,-179.9,30km", ["fiji"]],
  ["-near:48.8584,2.2945,500m", ["fiji", "versailles"]],
  ["near:paris", []],
  ["near:FRANCE", ["paris"]],
  ['near:"seventh district"', ["paris"]],
  ['-near:"seventh district"', ["fiji", "versailles"]],
  ["near:district", ["paris"]],
  ["-near:sev", ["fiji", "versailles"]],
  ["near:istrict", []],
  ['"seventh district"', ["paris"]],
  ['"district france"', []],
  ["seventh", ["paris"]],
  ["camera:eos", ["paris"]],
  ["camera:50%", []],
  ["is:favourite", ["paris"]],
  ["-is:favourite", ["fiji", "versailles"]],
  ["is:held", ["held"]],
  ["is:trashed", ["trashed"]],
  ["is:held is:trashed", []],
  ["is:animated", ["fiji"]],
  ["is:square", ["fiji"]],
  ["is:portrait", ["versailles"]],
  ["has:position", ["fiji", "paris", "versailles"]],
  ["-has:camera", ["fiji", "versailles"]],
  ["has:text", ["versailles"]],
  ["has:title has:tags has:labels has:caption", ["paris"]],
  ["type:png", ["versailles"]],
  ["type:raw", ["fiji"]],
  ["type:tiff", ["fiji"]],
  ["-type:raw", ["paris", "versailles"]],
  ["type:raw type:jpeg", ["fiji", "paris"]],
  ["-type:jpeg", ["fiji", "versailles"]],
  ["larger:10mp", ["paris"]],
  ["smaller:0.2mp", ["versailles"]],
  ["larger:5MB", ["paris"]],
  ["color:red", ["paris"]],
  ["color:red color:blue", []],
  ["-colour:red", ["fiji", "versailles"]],
  ["label:Vehicle", ["paris"]],
  ["-label:vehicle", ["fiji", "versailles"]],
  ["person:anna", []],
  ["-person:anna", ["fiji", "paris", "versailles"]],
  ["rating:3", ["paris", "versailles"]],
  ["rating:=3", ["versailles"]],
  ["rating:0", ["fiji"]],
  ['in:"the \\"big\\" tour"', ["paris"]],
  ["in:nowhere", []],
  ["-in:nowhere is:portrait", ["versailles"]],
  ['-in:"The \\"Big\\" Tour"', ["fiji", "versailles"]],
  ["in:default tag:trip", ["paris", "versailles"]],
  ["is:wonderful has:legs larger:x tag:trip", ["paris", "versailles"]],
  ["is:wonderful has:legs larger:x tag:", []],
  ["larger:ban", []],
  ["-larger:ban", []],
  ["on:someday", []],
])("%s finds %j", async (q, expected) => {
  expect(await found(q)).toEqual([...expected].sort());
});

test.each<[string, string[]]>([
  ['"red car"', ["fiji", "paris"]],
  ['"car red"', ["fiji"]],
  ['"car in the rain"', ["paris"]],
  ['"wet street"', ["paris"]],
  ['"rain night"', []],
  ['"château de"', ["versailles"]],
  ['"Big Tour"', ["paris"]],
  ['car -"red car"', []],
  ["car -rain", ["fiji"]],
  ["car -rai", ["fiji", "paris"]],
  ["car -tour", ["fiji"]],
  ["vehicle", ["paris"]],
  ["versailles", ["versailles"]],
  ["tour", ["paris"]],
])("words: %s finds %j", async (q, expected) => {
  expect(await found(q)).toEqual([...expected].sort());
});

test("filters alone list all that passes, newest first, page by page, with their count", async () => {
  const first = await search("-is:favourite has:position", anna, { limit: 1 });
  expect(first).toMatchObject({ total: 2, nothingFits: false, hits: [{ similarity: null, foundBy: ["filter"] }] });
  expect(nameOf(first.hits[0]?.image.id ?? "")).toBe("fiji");
  const second = await search("-is:favourite has:position", anna, { limit: 1, page: 2 });
  expect(nameOf(second.hits[0]?.image.id ?? "")).toBe("versailles");
});

test("the answer tells what was understood of the line, with faults and collections by name", async () => {
  const { query } = await search('dog  in:"the \\"big\\" tour" in:nowhere is:good 2019');
  expect(query?.line).toBe('dog in:"the \\"big\\" tour" in:nowhere is:good 2019');
  expect(query?.tokens).toMatchObject([
    { kind: "word", start: 0, end: 3 },
    { kind: "in", value: { of: "collection", name: 'The "Big" Tour' }, fault: null },
    { kind: "in", value: null, fault: expect.stringContaining("nowhere") },
    { kind: "is", fault: expect.stringContaining("favourite") },
    { kind: "on", implied: true },
  ]);
});

test("a line of which nothing is understood finds nothing, says why, and explains nothing by the rest of the library", async () => {
  const imageId = ids.paris ?? "";
  const { hits, total, query } = await search("larger:ban");
  expect({ hits, total, fault: query?.tokens[0]?.fault }).toEqual({ hits: [], total: 0, fault: "Write a size like 10mp or 5MB." });
  const { failed, rank } = await explainHit(as(anna), help.explainHit.input.parse({ q: "larger:ban", imageId }));
  expect({ failed: failed.map(({ token }) => token), rank }).toEqual({ failed: [0], rank: null });
});

test("words that say more weigh more: title before name, name before caption", async () => {
  const actor = await createTestActor(ctx);
  ids.byCaption = await insertTestImage(ctx.db, actor, { originalName: "1.jpg", caption: "a zebra", takenLocal: "2025-01-04T00:00:00" });
  ids.byText = await insertTestImage(ctx.db, actor, { originalName: "1.jpg", foundText: "zebra", takenLocal: "2025-01-05T00:00:00" });
  ids.byName = await insertTestImage(ctx.db, actor, { originalName: "zebra.jpg" });
  ids.byTitle = await insertTestImage(ctx.db, actor, { originalName: "1.jpg", title: "Zebra" });
  const { hits } = await search("zebra", actor);
  expect(hits.map(({ image }) => nameOf(image.id))).toEqual(["byTitle", "byName", "byCaption", "byText"]);
});

test("a place by name finds around it what no file names, and a place that nobody names is said", async () => {
  const carl = await createTestActor(ctx);
  const given = { exif: { places: ["Lyon"] }, latitude: 45.76, longitude: 4.83 };
  const named = await insertTestImage(ctx.db, carl, { originalName: "a.jpg", ...given });
  const around = await insertTestImage(ctx.db, carl, { originalName: "b.jpg", latitude: 45.79, longitude: 4.8 });
  await insertTestImage(ctx.db, carl, { originalName: "c.jpg", latitude: 46.2, longitude: 4.83 });
  expect(await found("near:lyon", carl)).toEqual([named, around].sort());
  expect(await found("near:lyon")).toEqual([]);
  expect((await search("near:lyon", carl)).query?.tokens[0]).toMatchObject({ kind: "near", fault: null, value: null });
  expect((await search("near:atlantis", carl)).query?.tokens[0]?.fault).toMatch(/names the place “atlantis”/);
  const several = (await search('near:atlantis near:lyon near:"…"', carl)).query?.tokens.map(({ fault }) => fault);
  expect(several).toEqual([expect.stringContaining("“atlantis”"), null, expect.stringContaining("“…”")]);
});

test("a place is found by a part of its name, and where several fit they are told instead", async () => {
  const dora = await createTestActor(ctx);
  const add = (place: string) => insertTestImage(ctx.db, dora, { originalName: "a.jpg", exif: { places: [place] } });
  const york = await add("New York");
  const tokenOf = async (q: string, actor: Actor = dora) => (await search(q, actor)).query?.tokens[0];
  expect(await found("near:york", dora)).toEqual([york]);
  expect(await tokenOf("near:york")).toMatchObject({ text: "New York", fault: null });
  expect((await tokenOf("near:york", ben))?.fault).toMatch(/^No picture's file/);
  await add("Cape York");
  expect(await found("near:york", dora)).toEqual([]);
  expect((await tokenOf("near:york"))?.fault).toBe(
    'Several places fit “york”. Write one of them whole: near:"Cape York", near:"New York".',
  );
  expect(await found("near:york -near:atlantis", dora)).toEqual([]);
  const whole = await add("York");
  expect(await found("near:york", dora)).toEqual([whole]);
});

test("what is hidden in a shared collection is neither found nor told by what is left out", async () => {
  const { id, hide } = { id: ids.paris ?? "", hide: { role: "viewer" as const } };
  const hidden = await insertSharedCollection(ctx.db, anna, ben, { ...hide, imageIds: [id] });
  const secrets = [
    "img_1",
    '"red car"',
    "near:48.8584,2.2945",
    "near:france",
    "near:distr",
    "seventh",
    '"seventh district"',
    "camera:eos",
    "is:favourite",
    "rating:5",
    "has:position",
    "has:camera",
    "tour",
  ];
  for (const q of secrets) {
    expect(await found(`${q} in:${hidden}`, ben), q).toEqual([]);
    expect(await found(`-${q} in:${hidden}`, ben), `-${q}`).toEqual(["paris"]);
  }
  for (const q of ["color:red", "label:vehicle", "2019", "type:jpeg", "larger:10mp", "vehicle", '"wet street"'])
    expect(await found(`${q} in:${hidden}`, ben), q).toEqual(["paris"]);
  const open = await insertSharedCollection(ctx.db, anna, ben, { ...hide, shareDetails: true, imageIds: [ids.versailles ?? ""] });
  expect(await found(`img near:48.8049,2.1204 in:${open}`, ben)).toEqual(["versailles"]);
  expect(await found(`in:${open}`, await createTestActor(ctx))).toEqual([]);
});

test("unwanted words lower what is like them, and a line of them alone leaves out what shows them", async () => {
  const actor = await createTestActor(ctx);
  ids.redCircle = await insertShape(ctx, actor, { colour: "red", shape: "circle" });
  ids.redSquare = await insertShape(ctx, actor, { colour: "red", shape: "square" });
  const order = async (q: string) => (await search(q, actor)).hits.map(({ image }) => nameOf(image.id));
  expect((await order("red -circle"))[0]).toBe("redSquare");
  expect((await order("red -square"))[0]).toBe("redCircle");
  expect((await search("red -square", actor)).hits[0]?.similarity).toBeGreaterThan(0.3);
});

test("a hit is explained by ways, ranks, fields and failed parts, with nothing that is hidden", async () => {
  const explain = async (q: string, imageId = ids.paris ?? "", actor = anna) =>
    help.explainHit.output.parse(await explainHit(as(actor), help.explainHit.input.parse({ q, imageId, today: "2026-11-21" })));
  const byWords = await explain("car rain vehicle");
  expect(byWords).toMatchObject({ failed: [], rank: 1, of: 2, words: { rank: 1, of: 2 } });
  expect(byWords.words?.found).toEqual([
    { word: "car", fields: ["title", "caption"] },
    { word: "rain", fields: ["title"] },
    { word: "vehicle", fields: ["labels"] },
  ]);
  expect((await explain("car is:favourite -tag:trip 2020")).failed.map(({ token }) => token)).toEqual([2, 3]);
  const actor = await createTestActor(ctx);
  const circle = await insertShape(ctx, actor, { colour: "red", shape: "circle" });
  await insertShape(ctx, actor, { colour: "red", shape: "square" });
  const byMeaning = await explain("red circle", circle, actor);
  expect(byMeaning).toMatchObject({ meaning: { rank: 1, of: 2, isHit: true }, words: { rank: null, of: 0 }, rank: 1 });
  expect(byMeaning.meaning?.similarity).toBeGreaterThan(0.5);
  const guest = await createTestActor(ctx);
  await insertSharedCollection(ctx.db, anna, guest, { role: "viewer", imageIds: [ids.paris ?? ""] });
  const ofAnna = await explain("car camera:eos", ids.paris, guest);
  expect(ofAnna.failed.map(({ token }) => token)).toEqual([null, 1]);
  expect(ofAnna.words?.found).toEqual([{ word: "car", fields: ["caption"] }]);
  await expect(explain("car", circle, guest)).rejects.toMatchObject({ code: "not-found" });
});
