import { expect, test } from "vitest";
import { parseQuery } from "@/lib/search/syntax/parse-query";
import { describeToken } from "./describe-token";

/** What the chips of a line say, with 21 November 2026 as today. */
const chipsOf = (line: string) => parseQuery(line, "2026-11-21").tokens.map(describeToken);

test.each([
  ["dog", "dog"],
  ["-dog", "not dog"],
  ['"red car"', "“red car”"],
  ['-"red car"', "not “red car”"],
  ["tag:beach", "tag beach"],
  ["-tag:beach", "not tag beach"],
  ['in:"Summer at the lake"', "in Summer at the lake"],
  ["camera:canon", "camera canon"],
  ["near:48.85,2.35,5km", "near 48.85, 2.35 (5 km)"],
  ["type:jpeg", "JPEG"],
  ["larger:10mp", "larger than 10mp"],
  ["is:favourite", "favourite"],
  ["has:position", "with position"],
  ["colour:red", "red"],
])("the chip of %s says %s", (line, words) => {
  expect(chipsOf(line)).toEqual([words]);
});

test.each([
  ["2019", "2019"],
  ["on:2019-03", "March 2019"],
  ["on:2020-02", "February 2020"],
  ["on:2019-03-04", "4 Mar 2019"],
  ["on:yesterday", "20 Nov 2026"],
  ['"last summer"', "last summer (1 Jun 2026 – 31 Aug 2026)"],
  ["before:2020", "before 1 Jan 2020"],
  ["before:2020-05-01", "before 1 May 2020"],
  ["after:2020", "after 31 Dec 2020"],
  ["-2019", "not 2019"],
])("a time %s is told as the days that it means: %s", (line, words) => {
  expect(chipsOf(line)).toEqual([words]);
});

test.each([
  ["rating:1", "1 star or more"],
  ["rating:4", "4 stars or more"],
  ["rating:=4", "4 stars"],
  ["rating:5", "5 stars"],
])("stars %s are counted: %s", (line, words) => {
  expect(chipsOf(line)).toEqual([words]);
});

test.each([
  ["near:Paris", "near Paris"],
  ["larger:huge", "larger than huge"],
  ["on:someday", "someday"],
])("what is not understood in %s is shown as it was typed: %s", (line, words) => {
  expect(chipsOf(line)).toEqual([words]);
});
