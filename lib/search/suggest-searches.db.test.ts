import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { createCollection } from "../collections/create-collection";
import { images } from "../db/schema/images";
import { insertSharedCollection, insertTestImage, openPictureContext, type PictureTestContext } from "../images/testing";
import { limits } from "../limits";
import { suggestSearches as operation } from "./help-schema";
import { clearSearchHistory, forgetSearch, listSearchHistory, rememberSearch } from "./remember-search";
import { createSavedSearch } from "./save-search";
import { suggestSearches } from "./suggest-searches";
import { parseQuery } from "./syntax/parse-query";

let ctx: PictureTestContext;
let anna: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });

beforeAll(async () => {
  ctx = await openPictureContext();
  anna = await createTestActor(ctx);
  const given = { cameraMake: "Canon", cameraModel: "Canon EOS 5D", colours: ["red", "black"], labels: ["car", "street"] };
  for (let count = 0; count < 3; count++)
    await insertTestImage(ctx.db, anna, { ...given, tags: ["Café", "car trip"], contentType: "image/jpeg" });
  await insertTestImage(ctx.db, anna, {
    tags: ["cats", "secret"],
    exif: { places: ["Zürich Oerlikon"] },
    takenLocal: "2019-01-01T00:00:00",
    contentType: "image/png",
  });
  await insertTestImage(ctx.db, anna, { tags: ["cats in trash"], place: "trash" });
  const imageId = await insertTestImage(ctx.db, anna);
  await createCollection(as(anna), { name: "Cabin 2019", tags: [], imageIds: [imageId] });
});
afterAll(() => ctx?.close());

const suggest = async (q: string, { caret, actor = anna }: { caret?: number; actor?: Actor } = {}) => {
  const result = await suggestSearches(as(actor), operation.input.parse({ q, caret, today: "2026-11-21" }));
  return operation.output.parse(result).suggestions;
};
const inserts = async (q: string, options: { caret?: number; actor?: Actor } = {}) =>
  (await suggest(q, options)).map(({ insert }) => insert);

test("a first answer that names are still counted for comes without them, later ones with them", async () => {
  await expect.poll(() => inserts("tag:cats"), { timeout: 60_000 }).toEqual(["tag:cats"]);
});

test("places that files name come behind near: and for a word", async () => {
  expect((await suggest("near:")).map(({ kind, insert, count }) => [kind, insert, count])).toEqual([["near", 'near:"Zürich Oerlikon"', 1]]);
  expect(await inserts("oerl")).toEqual(['near:"Zürich Oerlikon"']);
});

test("times in words come behind on:, before: and after:", async () => {
  expect((await inserts("on:la")).slice(0, 2)).toEqual(['on:"last week"', 'on:"last weekend"']);
  expect(await inserts('before:"last su')).toEqual(['before:"last summer"']);
  expect((await inserts("after:tod"))[0]).toBe("after:today");
});

test("names of the library that begin with a word, or have a word that does, come with the most frequent first", async () => {
  const found = await suggest("ca");
  expect(found.map(({ insert, count }) => [insert, count])).toEqual([
    ["camera:", null],
    ["has:camera", null],
    ["has:caption", null],
    ["tag:Café", 3],
    ['tag:"car trip"', 3],
    ["label:car", 3],
    ['camera:"Canon EOS 5D"', 3],
    ['in:"Cabin 2019"', 1],
    ["tag:cats", 1],
  ]);
  expect(await inserts("cafe")).toEqual(["tag:Café"]);
  expect(await inserts("eos")).toEqual(['camera:"Canon EOS 5D"']);
  expect(await inserts("trash")).not.toContain("tag:cats in trash");
});

test("behind a colon only names of that kind come, all of them when nothing is written yet", async () => {
  expect(await inserts("tag:")).toEqual(["tag:Café", 'tag:"car trip"', "tag:cats", "tag:secret"]);
  expect(await inserts('tag:"car t')).toEqual(['tag:"car trip"']);
  expect(await inserts("-tag:c")).toEqual(["-tag:Café", '-tag:"car trip"', "-tag:cats"]);
  expect(await inserts("colour:r")).toEqual(["color:red"]);
  expect(await inserts("type:")).toEqual(["type:png", "type:jpeg"].sort((a, b) => (a === "type:png" ? 1 : 0) - (b === "type:png" ? 1 : 0)));
  expect(await inserts("is:f")).toEqual(["is:favourite"]);
  expect(await inserts("rating:")).toEqual(["rating:5", "rating:4", "rating:3", "rating:2", "rating:1"]);
  expect(await inserts("before:20")).toEqual(["before:2024", "before:2019"]);
  expect(await inserts("in:cab")).toEqual(['in:"Cabin 2019"']);
});

test("years and times in words are suggested as dates", async () => {
  expect(await inserts("20")).toEqual(["2024", 'in:"Cabin 2019"', "2019"]);
  expect(await inserts("dog last su")).toEqual(['"last summer"']);
  expect(await inserts("march 2020")).toContain('"march 2020"');
  expect((await suggest("dog last su"))[0]).toMatchObject({ kind: "on", start: 4, end: 11 });
});

test("words that name a time are offered as one, however many they are, and stay words until then", async () => {
  expect(await suggest("dog last summer")).toContainEqual(
    expect.objectContaining({ kind: "on", start: 4, end: 15, insert: '"last summer"', label: "last summer" }),
  );
  expect((await inserts("yesterday"))[0]).toBe("on:yesterday");
  expect((await inserts("party new year's eve 2019"))[0]).toBe('"new year\'s eve 2019"');
  expect((await inserts("before:last christmas"))[0]).toBe('before:"last christmas"');
  expect((await inserts("-last week"))[0]).toBe('-"last week"');
  expect(await inserts("mar")).not.toContain("on:mar");
  expect(await inserts("christmas")).toContain("on:christmas");
  for (const line of ["last summer", "yesterday"])
    expect(parseQuery(line, "2026-11-21").tokens.every(({ kind }) => kind === "word")).toBe(true);
});

test("a suggestion takes the place of the part at the caret, and makes a line that says the same of the rest", async () => {
  const line = "red ca dog";
  for (const { start, end, insert } of await suggest(line, { caret: 6 })) {
    expect([start, end]).toEqual([4, 6]);
    const { tokens } = parseQuery(line.slice(0, start) + insert + line.slice(end), "2026-11-21");
    expect(tokens.map(({ text }) => text)).toEqual(["red", expect.any(String), "dog"]);
  }
  expect(await inserts("red  dog", { caret: 4 })).toEqual([]);
});

test("kept searches and the own history come as whole lines, and nobody else's", async () => {
  const actor = await createTestActor(ctx);
  await createSavedSearch(as(actor), { name: "Quokkas", query: "quokka 2019", pictures: [] });
  const imageId = await insertTestImage(ctx.db, actor);
  await createSavedSearch(as(actor), { name: "Quokkas like this", query: "quokka", pictures: [{ imageId, weight: 1 }] });
  await rememberSearch(as(actor), { query: "quick fox" });
  await rememberSearch(as(actor), { query: "quick fox" });
  expect(await suggest("qu", { actor })).toEqual([
    { kind: "saved", start: 0, end: 2, insert: "quokka 2019", label: "Quokkas", count: null },
    { kind: "search", start: 0, end: 2, insert: "quick fox", label: "quick fox", count: 2 },
  ]);
  expect(await inserts("", { actor })).toEqual(["quokka 2019", "quick fox"]);
  expect(await inserts("qu")).toEqual([]);
  expect(await inserts("%")).toEqual([]);
});

test("names of others are not suggested, names of collections that they share are", async () => {
  const ben = await createTestActor(ctx);
  await insertSharedCollection(ctx.db, anna, ben);
  expect(await inserts("sec", { actor: ben })).toEqual([]);
  expect(await inserts("in:sha", { actor: ben })).toEqual(["in:Shared"]);
  expect(await inserts("in:cab", { actor: ben })).toEqual([]);
});

test("a collection is suggested with as many pictures as asking for it shows, to its members too", async () => {
  const [owner, member] = [await createTestActor(ctx), await createTestActor(ctx)];
  const own = await Promise.all(
    (["library", "library", "trash", "held"] as const).map((place) => insertTestImage(ctx.db, owner, { place })),
  );
  const guests = await Promise.all((["library", "trash"] as const).map((place) => insertTestImage(ctx.db, member, { place })));
  await insertSharedCollection(ctx.db, owner, member, { role: "contributor", imageIds: [...own, ...guests] });
  await createCollection(as(owner), { name: "Shadows", tags: [], imageIds: own });
  for (const actor of [owner, member]) {
    const found = (await suggest("in:sha", { actor })).map(({ count }) => count);
    expect(found).toEqual(actor === owner ? [3, 2] : [3]);
  }
});

test("names that are new are suggested soon after", async () => {
  const actor = await createTestActor(ctx);
  let now = new Date("2026-01-01T00:00:00Z").getTime();
  const clock = { now: () => new Date(now) };
  const ask = async () => {
    const { suggestions } = await suggestSearches({ ...as(actor), clock }, operation.input.parse({ q: "tag:" }));
    return suggestions.map(({ label }) => label);
  };
  expect(await ask()).toEqual([]);
  await ctx.db.insert(images).values(await newRow(actor));
  expect(await ask()).toEqual([]);
  now += limits.search.facets.refreshMs;
  await ask();
  await expect.poll(ask, { timeout: 60_000 }).toEqual(["new"]);
});

async function newRow(actor: Actor) {
  const id = await insertTestImage(ctx.db, actor);
  const [row] = (await ctx.db.select().from(images)).filter((each) => each.id === id);
  if (!row) throw new Error("no row");
  const { takenDay: _day, searchVector: _vector, ...kept } = row;
  return { ...kept, id: uuidv7(), tags: ["new"] };
}

test("any line and caret gets an answer", async () => {
  for (const q of ['"', "tag:", '-"', "\\", "in:%", "a".repeat(1_000), "tag:\u0001", "狗", "-", "::", "near:", "on:last"])
    for (const caret of [0, 1, q.length, 999]) expect(Array.isArray(await suggest(q, { caret }))).toBe(true);
});

test("the history keeps each line once, the last first, and forgets what is beyond its bound or asked", async () => {
  const actor = await createTestActor(ctx);
  const all = async () => (await listSearchHistory(as(actor), { limit: 1_000 })).entries.map(({ query }) => query);
  let now = 0;
  const remember = (query: string) => rememberSearch({ ...as(actor), clock: { now: () => new Date(++now) } }, { query });
  for (let line = 0; line <= limits.search.historyMax; line++) await remember(`line ${line}`);
  await remember("line 5");
  const lines = await all();
  expect(lines).toHaveLength(limits.search.historyMax);
  expect(lines[0]).toBe("line 5");
  expect(lines).not.toContain("line 0");
  const { entries } = await listSearchHistory(as(actor), { limit: 1 });
  const entryId = entries[0]?.id ?? "";
  await expect(forgetSearch(as(anna), { entryId })).rejects.toMatchObject({ code: "not-found" });
  await forgetSearch(as(actor), { entryId });
  await expect(forgetSearch(as(actor), { entryId })).rejects.toMatchObject({ code: "not-found" });
  expect(await all()).toHaveLength(limits.search.historyMax - 1);
  await rememberSearch(as(anna), { query: "stays" });
  await clearSearchHistory(as(actor));
  expect(await all()).toEqual([]);
  expect((await listSearchHistory(as(anna), {})).total).toBe(1);
});
