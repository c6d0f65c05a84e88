import { limits } from "../../limits";
import { bareDate } from "./format-query";
import { parseDays } from "./parse-days";
import { parseValue } from "./parse-value";
import type { ParsedQuery, QueryToken } from "./query";
import { type LinePart, splitLine } from "./split-line";

/** Years that a bare number is taken for; the first photograph that is kept is of 1826. */
const firstYear = 1826;

/**
 * Takes a line of the search box apart. Every text is a query: what is not understood is kept, with
 * a fault that says so. A bare year, month or day (2019, 2019-05, 2019-05-31), and a quoted text of
 * several words that names a time ("last summer"), are dates; `"2019"` is the word. `today` is YYYY-MM-DD of whoever asks; times are read
 * against it. `formatQuery` writes it back.
 */
export function parseQuery(line: string, today: string): ParsedQuery {
  const tokens: QueryToken[] = [];
  for (const part of splitLine(line)) {
    if (tokens.length === limits.search.queryTokensMax) return { tokens, isCut: true };
    tokens.push(toToken(part, today));
  }
  return { tokens, isCut: false };
}

function toToken(part: LinePart, today: string): QueryToken {
  const { text, negated, start, end, key, isQuoted } = part;
  const common = { text, negated, implied: false, start, end, value: null, fault: null };
  if (key !== undefined) return { ...common, kind: key, ...parseValue(key, text, today) };
  const days = isDate(part, today) ? parseDays(text, today) : undefined;
  if (days) return { ...common, kind: "on", implied: true, value: { of: "days", ...days } };
  return isQuoted ? { ...common, kind: "phrase" } : { ...common, kind: "word", fault: faultOfWord(text) };
}

function isDate({ text, isQuoted }: LinePart, today: string): boolean {
  if (isQuoted) return /\S\s+\S/u.test(text);
  const year = Number(bareDate.exec(text)?.[1]);
  return year >= firstYear && year <= Number(today.slice(0, 4)) + 1;
}

function faultOfWord(text: string): string | null {
  const key = /^(\p{L}+):(?!\/\/)/u.exec(text)?.[1];
  return key === undefined ? null : `There is no filter “${key}:”, so this is looked for as words.`;
}
