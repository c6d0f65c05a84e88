import { expect, test } from "vitest";
import { findTimes } from "./find-times";
import { parseQuery } from "./parse-query";

const today = "2026-11-21";
const timesOf = (line: string) => findTimes(parseQuery(line, today).tokens, today).map(({ first, text, days }) => [first, text, days]);

test.each([
  ["last summer", 0, "last summer", "2026-06-01", "2026-08-31"],
  ["dog last summer beach", 1, "last summer", "2026-06-01", "2026-08-31"],
  ["yesterday", 0, "yesterday", "2026-11-20", "2026-11-20"],
  ["Last Week", 0, "Last Week", "2026-11-09", "2026-11-15"],
  ["march 2021 snow", 0, "march 2021", "2021-03-01", "2021-03-31"],
  ["christmas 2019", 0, "christmas 2019", "2019-12-24", "2019-12-26"],
  ["party new year's eve 2019", 1, "new year's eve 2019", "2019-12-31", "2019-12-31"],
  ["may 31, 2019", 0, "may 31, 2019", "2019-05-31", "2019-05-31"],
  ["cats 2010s", 1, "2010s", "2010-01-01", "2019-12-31"],
  ["2 years ago", 0, "2 years ago", "2024-01-01", "2024-12-31"],
])("words of %s name a time", (line, first, text, from, to) => {
  expect(timesOf(line)).toEqual([[first, text, { from, to }]]);
});

test.each([
  "summer",
  "christmas tree",
  "may",
  "2019",
  "2019-05 dog",
  '"last summer"',
  "on:yesterday",
  "IMG 1234",
  "last supper",
  "",
  "tag:last summer",
])("%s names no time that is not one already, or means something that pictures show", (line) => {
  expect(timesOf(line)).toEqual([]);
});

test("what is left out may be a time, too, and a minus in its middle parts it", () => {
  const [time] = findTimes(parseQuery("-last summer", today).tokens, today);
  expect(time).toMatchObject({ text: "last summer", negated: true });
  expect(timesOf("last -summer")).toEqual([]);
});

test("behind a colon the words that follow belong to a time that needs them", () => {
  const [time] = findTimes(parseQuery("dog -before:last christmas", today).tokens, today);
  expect(time).toMatchObject({ kind: "before", first: 1, count: 2, text: "last christmas", negated: true });
  expect(timesOf("on: summer")).toEqual([]);
  expect(timesOf("on:2019 summer")).toEqual([]);
});

test("several times of a line are found one after the other", () => {
  expect(timesOf("yesterday last week red").map(([first, text]) => [first, text])).toEqual([
    [0, "yesterday"],
    [1, "last week"],
  ]);
});
