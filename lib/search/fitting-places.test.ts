import { expect, test } from "vitest";
import { findFittingPlaces } from "./fitting-places";

const places = ["New York", "Yorkshire", "York", "Zürich", "Zürich Oerlikon", "Aix-en-Provence", "new york"];

test.each([
  ["york", ["York"]],
  ["yorks", ["Yorkshire"]],
  ["NEW yo", ["New York"]],
  ["zurich", ["Zürich"]],
  ["zü", ["Zürich", "Zürich Oerlikon"]],
  ["oerl", ["Zürich Oerlikon"]],
  ["provence", ["Aix-en-Provence"]],
  ["en-prov", ["Aix-en-Provence"]],
  ["ork", []],
  ["rich", []],
])("%s means %j", (text, found) => {
  expect(findFittingPlaces(text, places)).toEqual(found);
});

test("without a place of that name a word within others is enough", () => {
  expect(findFittingPlaces("york", ["New York", "Cape York"])).toEqual(["New York", "Cape York"]);
});
