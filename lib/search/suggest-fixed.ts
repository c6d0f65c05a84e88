import { hasNames, isNames } from "../images/conditions";
import type { SearchSuggestion } from "./help-schema";
import type { Writing } from "./suggest-searches";
import { findTime, timeWordsMax } from "./syntax/find-times";
import { formatToken } from "./syntax/format-query";
import type { FilterKind, QueryToken } from "./syntax/query";
import { queryKeys } from "./syntax/query-keys";

const times = [
  "today",
  "yesterday",
  ...["last", "this"].flatMap((which) =>
    ["week", "weekend", "month", "year", "spring", "summer", "autumn", "winter"].map((each) => `${which} ${each}`),
  ),
  "last christmas",
  "last easter",
];

/** Names of filters that begin with the word that is being written. */
export function suggestKeys({ kind, prefix, negated, start, end }: Writing): SearchSuggestion[] {
  if (kind !== "word" || prefix === "") return [];
  return Object.values(queryKeys)
    .map(({ names }) => names[0])
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ kind: "key", start, end, insert: `${negated ? "-" : ""}${name}:`, label: `${name}:`, count: null }));
}

const fixed: Partial<Record<FilterKind, readonly string[]>> = { is: isNames, has: hasNames, rating: ["5", "4", "3", "2", "1"] };

/** What `is:`, `has:` and `rating:` take, and for a word what `is:` and `has:` do. */
export function suggestNames({ kind, prefix, negated, start, end }: Writing): SearchSuggestion[] {
  const kinds = kind === "word" ? (["is", "has"] as const) : (["is", "has", "rating"] as const).filter((each) => each === kind);
  if (kind === "word" && prefix.length < 2) return [];
  return kinds.flatMap((each) =>
    (fixed[each] ?? [])
      .filter((name) => name.startsWith(prefix))
      .map((name) => ({ kind: each, start, end, insert: formatToken({ kind: each, text: name, negated }), label: name, count: null })),
  );
}

/**
 * Times in words behind `on:`, `before:` and `after:`: such as begin with what is being written; for words: the time that
 * the words before the caret name, as last summer, christmas 2019 and yesterday do, and such as begin with the last one or two of them.
 */
export function suggestDates(tokens: readonly QueryToken[], writing: Writing, today: string): SearchSuggestion[] {
  const at = tokens.findIndex(({ start }) => start === writing.start);
  const { kind, prefix, negated } = writing;
  if (kind === "on" || kind === "before" || kind === "after") {
    const known = prefix === "" ? [] : times.filter((time) => time.startsWith(prefix));
    return known.map((label) => toSuggestion(writing, { kind, label, negated, implied: false }));
  }
  if (at < 0 || kind !== "word") return [];
  const begun = [1, 2].flatMap((count) => suggestBegun(tokens.slice(Math.max(0, at + 1 - count), at + 1), count, writing));
  return [...suggestNamed(tokens.slice(0, at + 1), writing, today), ...begun];
}

/** The time that words at the end of these name, as many of them as can be; shorter ones than June alone are too often parts of other words. */
function suggestNamed(tokens: readonly QueryToken[], writing: Writing, today: string): SearchSuggestion[] {
  const firsts = tokens.map((_, first) => first).filter((first) => first >= tokens.length - timeWordsMax);
  const time = firsts.map((first) => findTime(tokens, { first, count: tokens.length - first }, today)).find((each) => each !== undefined);
  if (!time || time.text.length < 4) return [];
  const { kind, text: label, negated } = time;
  const place = { start: tokens[time.first]?.start ?? writing.start, end: writing.end };
  return [toSuggestion(place, { kind, label, negated, implied: kind === "on" && label.includes(" ") })];
}

/** Times that begin with these words. */
function suggestBegun(tokens: readonly QueryToken[], count: number, writing: Writing): SearchSuggestion[] {
  const text = tokens.map((token) => token.text.toLowerCase()).join(" ");
  const [first] = tokens;
  if (!first || tokens.length < count || !tokens.every(isWord) || text.length < 3) return [];
  const known = times.filter((time) => time.startsWith(text) && time !== text);
  const place = { start: first.start, end: writing.end };
  return known.map((label) => toSuggestion(place, { kind: "on", label, negated: first.negated, implied: label.includes(" ") }));
}

type Time = { kind: "on" | "before" | "after"; label: string; negated: boolean; implied: boolean };

function toSuggestion({ start, end }: Pick<Writing, "start" | "end">, { kind, label, negated, implied }: Time): SearchSuggestion {
  const insert = formatToken({ kind, text: label, negated, implied });
  return { kind, start, end, insert, label, count: null };
}

const isWord = ({ kind }: QueryToken) => kind === "word";
