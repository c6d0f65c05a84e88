import fc from "fast-check";
import { expect, test } from "vitest";
import { limits } from "../../limits";
import { formatQuery } from "./format-query";
import { parseQuery } from "./parse-query";
import { type QueryToken, queryToken } from "./query";
import { queryKeys } from "./query-keys";

const today = "2026-11-21";
const parse = (line: string) => parseQuery(line, today).tokens;
const meaning = ({ start: _start, end: _end, ...token }: QueryToken) => token;
const short = (line: string) => parse(line).map(({ kind, text, negated }) => `${negated ? "-" : ""}${kind}(${text})`);

test("words, exact words and what is not wanted", () => {
  expect(short('red dog "on the beach" -cat -"big cat"')).toEqual([
    "word(red)",
    "word(dog)",
    "phrase(on the beach)",
    "-word(cat)",
    "-phrase(big cat)",
  ]);
});

test("filters, with quotes where they need them, and under other names", () => {
  expect(short('person:"Anna B" in:Norway tag:trip -tag:"bad one" camera:iphone colour:grey album:x')).toEqual([
    "person(Anna B)",
    "in(Norway)",
    "tag(trip)",
    "-tag(bad one)",
    "camera(iphone)",
    "colour(grey)",
    "in(x)",
  ]);
  for (const [kind, { names }] of Object.entries(queryKeys))
    for (const name of names) expect(parse(`${name.toUpperCase()}:x`), name).toMatchObject([{ kind, text: "x" }]);
});

test.each([
  ["is:favorite", { of: "is", name: "favourite" }],
  ["is:favorites", { of: "is", name: "favourite" }],
  ["has:gps", { of: "has", name: "position" }],
  ["type:JPG", { of: "format", format: "jpeg" }],
  ["type:raw", { of: "format", format: "raw" }],
  ["larger:10mp", { of: "pixels", pixels: 10_000_000 }],
  ["larger:1920x1080", { of: "pixels", pixels: 2_073_600 }],
  ["smaller:5MB", { of: "bytes", bytes: 5_242_880 }],
  ["color:gray", { of: "colour", colour: "grey" }],
  ["rating:4", { of: "rating", min: 4, max: 5 }],
  ["rating:=3", { of: "rating", min: 3, max: 3 }],
  ["rating:2..4", { of: "rating", min: 2, max: 4 }],
  ["near:48.85,2.35", { of: "circle", latitude: 48.85, longitude: 2.35, radiusKm: limits.search.nearKm }],
  ["near:-48.85,2.35,500m", { of: "circle", latitude: -48.85, longitude: 2.35, radiusKm: 0.5 }],
  ['near:"48.85, 2.35, 5 km"', { of: "circle", latitude: 48.85, longitude: 2.35, radiusKm: 5 }],
  ["after:2019-05", { of: "days", from: "2019-05-01", to: "2019-05-31" }],
])("%s means what it says", (line, value) => {
  expect(parse(line)).toMatchObject([{ value, fault: null }]);
});

test.each([
  "near:91,0",
  "near:48.85",
  "is:good",
  "has:legs",
  "type:doc",
  "larger:big",
  "colour:beautiful",
  "rating:9",
  "on:someday",
  "tag:",
  "person:anna",
  "type:constructor",
])("%s is kept with a fault that says why", (line) => {
  expect(parse(line)).toMatchObject([{ value: null, fault: expect.stringMatching(/^[A-Z].*\.$/) }]);
});

test("an unknown key is part of a word, with a gentle fault; an address is not faulted", () => {
  expect(parse('foo:bar https://example.org foo:"a b"')).toMatchObject([
    { kind: "word", text: "foo:bar", fault: expect.stringContaining("foo:") },
    { kind: "word", text: "https://example.org", fault: null },
    { kind: "word", text: "foo:" },
    { kind: "phrase", text: "a b" },
  ]);
});

test("a bare year, month or day and a quoted time are dates, and quotes make a word of a year", () => {
  expect(parse("2019")).toMatchObject([{ kind: "on", implied: true, value: { from: "2019-01-01", to: "2019-12-31" } }]);
  expect(parse("2019-02 -2019-02-28")).toMatchObject([
    { kind: "on", implied: true, negated: false, value: { from: "2019-02-01", to: "2019-02-28" } },
    { kind: "on", implied: true, negated: true, value: { from: "2019-02-28", to: "2019-02-28" } },
  ]);
  expect(short('2019-13-45 2019-02-29 1200-01 2019-5 "2019-05"')).toEqual([
    "word(2019-13-45)",
    "word(2019-02-29)",
    "word(1200-01)",
    "word(2019-5)",
    "phrase(2019-05)",
  ]);
  expect(parse('"last summer"')).toMatchObject([{ kind: "on", implied: true, value: { from: "2026-06-01", to: "2026-08-31" } }]);
  expect(short('"2019" 1234 2199 12345 summer "yesterday" last summer')).toEqual([
    "phrase(2019)",
    "word(1234)",
    "word(2199)",
    "word(12345)",
    "word(summer)",
    "phrase(yesterday)",
    "word(last)",
    "word(summer)",
  ]);
});

test("each token says where it stands", () => {
  const line = '  dog  -tag:"a \\"b\\"" 2019 "open';
  expect(parse(line).map(({ start, end }) => line.slice(start, end))).toEqual(["dog", '-tag:"a \\"b\\""', "2019", '"open']);
  expect(parse(line)[1]?.text).toBe('a "b"');
});

test("typographic quotes are quotes, and a lone minus is a word", () => {
  expect(short("“red car” – - -x")).toEqual(["phrase(red car)", "word(–)", "word(-)", "-word(x)"]);
});

test("a line has a bound of parts", () => {
  const { tokens, isCut } = parseQuery("a ".repeat(limits.search.queryTokensMax + 1), today);
  expect({ parts: tokens.length, isCut }).toEqual({ parts: limits.search.queryTokensMax, isCut: true });
});

const pieces = fc.oneof(
  fc.constantFrom(...Object.values(queryKeys).flatMap(({ names }) => names.map((name) => `${name}:`))),
  fc.constantFrom(
    '"',
    "“",
    "”",
    "\\",
    "-",
    ":",
    " ",
    "\t",
    "..",
    ",",
    "2019",
    "2019-05",
    "2019-13-45",
    "last summer",
    '"may 2019"',
    "48.85,2.35",
    "10mp",
    "foo:",
    "é",
    "狗",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const lines = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join("")),
);

test("any text is a query, and what is written of it is the same query", () => {
  fc.assert(
    fc.property(lines, (line) => {
      const { tokens } = parseQuery(line, today);
      for (const token of tokens) expect(queryToken.parse(token)).toEqual(token);
      const written = formatQuery(tokens);
      const again = parseQuery(written, today).tokens;
      expect(again.map(meaning)).toEqual(tokens.map(meaning));
      expect(formatQuery(again)).toBe(written);
    }),
    { numRuns: 5_000 },
  );
});

test("spans do not overlap, are in order, and parse alone to the same token", () => {
  fc.assert(
    fc.property(lines, (line) => {
      let last = 0;
      for (const token of parse(line)) {
        expect(token.start).toBeGreaterThanOrEqual(last);
        expect(token.end).toBeGreaterThan(token.start);
        expect(parse(line.slice(token.start, token.end)).map(meaning)).toEqual([meaning(token)]);
        last = token.end;
      }
      expect(last).toBeLessThanOrEqual(line.length);
    }),
    { numRuns: 3_000 },
  );
});
