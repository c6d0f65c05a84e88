import { hasNames, isNames } from "../images/conditions";
import type { SearchSuggestion } from "./help-schema";
import type { Writing } from "./suggest-searches";
import { formatToken } from "./syntax/format-query";
import { parseDays } from "./syntax/parse-days";
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

/** Times in words behind `on:`, `before:` and `after:`: such as begin with what is being written; for words: such as begin with the one or two words before the caret, and such as two words make, for example summer 2018. */
export function suggestDates(tokens: readonly QueryToken[], writing: Writing, q: string): SearchSuggestion[] {
  const at = tokens.findIndex(({ start }) => start === writing.start);
  const [token, before] = [tokens[at], tokens[at - 1]];
  const { kind, prefix, negated, end } = writing;
  if (kind === "on" || kind === "before" || kind === "after") {
    const known = prefix === "" ? [] : times.filter((time) => time.startsWith(prefix));
    return known.map((label) => ({
      kind,
      start: writing.start,
      end,
      insert: formatToken({ kind, text: label, negated }),
      label,
      count: null,
    }));
  }
  if (!token || kind !== "word") return [];
  const tails = [...(before && isBare(before) ? [before.start] : []), token.start].map((start) => ({
    start,
    text: q.slice(start, writing.end).toLowerCase(),
  }));
  return tails.flatMap(({ start, text }) => {
    const plain = text.replace(/^-/, "").replace(/\s+/g, " ");
    const known = plain.length < 3 ? [] : times.filter((time) => time.startsWith(plain) && time !== plain);
    const made = plain.includes(" ") && parseDays(plain, "2000-06-15") ? [plain] : [];
    return [...made, ...known].map((label) => ({
      kind: "on" as const,
      start,
      end: writing.end,
      insert: formatToken({ kind: "on", text: label, negated: text.startsWith("-"), implied: label.includes(" ") }),
      label,
      count: null,
    }));
  });
}

const isBare = ({ kind, implied }: QueryToken) => kind === "word" || implied;
