import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { createTestActor } from "../auth/testing";
import { AppError } from "../errors";
import { insertTestImage } from "../images/testing";
import { suggestSearches as suggestions } from "./help-schema";
import { searchByText as operation } from "./schema";
import { searchByText } from "./search-by-text";
import { suggestSearches } from "./suggest-searches";
import { queryKeys } from "./syntax/query-keys";
import { insertShape, openSearchContext, type SearchContext } from "./testing";

type Ctx = Parameters<typeof searchByText>[0];
let search: SearchContext;
let ctx: Ctx;

beforeAll(async () => {
  search = await openSearchContext();
  const actor = await createTestActor(search);
  ctx = { ...search, actor };
  await insertShape(search, actor, { colour: "red", shape: "circle" }, { title: "Ein rotes Rad", tags: ["a b"] });
  await insertTestImage(search.db, actor, { originalName: "2019-05-31 狗.jpg", description: 'says "so"' });
});
afterAll(() => search?.close());

const keys = Object.values(queryKeys).map(({ names }) => `${names[0]}:`);
const values = [
  "abc",
  "2019",
  "2019-13-45",
  "0000",
  "9999",
  "last summer",
  "1e9,1e9",
  "-90,180,1mi",
  "10mp",
  "99999999999gb",
  "5",
  "default",
  "狗",
  "\\",
];
const marks = [
  '"',
  "“",
  "”",
  "'",
  "\\",
  "-",
  "--",
  ":",
  "..",
  ",",
  "%",
  "_",
  "&",
  "|",
  "!",
  "(",
  "<->",
  "*",
  "$1",
  "{}",
  "\t",
  " ",
  "\u202e",
  "\u200f",
  "🔴",
];
const piece = fc.oneof(
  fc.constantFrom(...keys),
  fc.constantFrom(...values),
  fc.constantFrom(...marks),
  fc.string({ unit: "grapheme", maxLength: 6 }),
);
const line = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(""));

test("every line gets an answer as promised, or a sentence that says what is wrong with it", async () => {
  const ask = async (q: string) => {
    const input = operation.input.safeParse({ q, today: "2026-11-21" });
    if (!input.success) return;
    try {
      operation.output.parse(await searchByText(ctx, input.data));
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "internal") throw error;
    }
    const typed = suggestions.input.parse({ q, today: "2026-11-21" });
    suggestions.output.parse(await suggestSearches(ctx, typed));
  };
  await fc.assert(fc.asyncProperty(line, ask), { numRuns: 400 });
});
