import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { limits } from "../limits";
import { listCollectionsByPrefix, listLinesByPrefix } from "./facet-queries";
import type { suggestSearches as operation, SearchSuggestion } from "./help-schema";
import { findKnownFacets, foldName } from "./known-facets";
import { toLocalDay } from "./read-line";
import { suggestDates, suggestKeys, suggestNames } from "./suggest-fixed";
import { suggestFromFacets } from "./suggest-from-facets";
import { formatToken } from "./syntax/format-query";
import { parseQuery } from "./syntax/parse-query";
import type { QueryToken } from "./syntax/query";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };

/** What is being written: the token at the caret, and what stands of it before the caret. */
export type Writing = { kind: QueryToken["kind"]; prefix: string; negated: boolean; start: number; end: number };

/**
 * Suggests ways to go on with a line at the caret: filters by their names, and names that the library
 * holds (tags, labels, collections, cameras, colours, formats, years) that begin, or have a word that
 * begins, with what is being written, the most frequent first; times in words; kept searches and the
 * own history. At an empty place: the last lines of the history.
 */
export async function suggestSearches(ctx: Ctx, input: ParsedInputOf<typeof operation>): Promise<OutputOf<typeof operation>> {
  const { q, limit } = input;
  const caret = Math.min(input.caret ?? q.length, q.length);
  const today = input.today ?? toLocalDay(ctx.clock.now());
  const { tokens } = parseQuery(q, today);
  const writing = findWriting(tokens, q, caret);
  const [ofLibrary, collections, lines] = await Promise.all([
    findKnownFacets(ctx, scopeOf(ctx.actor)).then((facets) => suggestFromFacets(facets, writing, limit)),
    suggestCollections(ctx, writing, limit),
    suggestLines(ctx, q, writing, limit),
  ]);
  const named = [...suggestNames(writing), ...[...collections, ...ofLibrary].sort((a, b) => (b.count ?? 0) - (a.count ?? 0))];
  const all = [...suggestKeys(writing), ...suggestDates(tokens, writing, today), ...lines.slice(0, 3), ...named, ...lines.slice(3)];
  const known = new Set<string>();
  return { suggestions: all.filter(({ insert }) => !known.has(insert) && known.add(insert)).slice(0, limit) };
}

function findWriting(tokens: readonly QueryToken[], q: string, caret: number): Writing {
  const token = tokens.find(({ start, end }) => start < caret && caret <= end);
  if (!token) return { kind: "word", prefix: "", negated: false, start: caret, end: caret };
  const [written] = parseQuery(q.slice(token.start, caret), "2000-01-01").tokens;
  const { kind, negated, start, end } = token;
  const text = kind === "on" && token.implied ? token.text : (written?.text ?? "");
  return { kind: token.implied ? "word" : kind, prefix: foldName(text), negated, start, end };
}

async function suggestCollections({ db, actor }: Ctx, writing: Writing, limit: number): Promise<SearchSuggestion[]> {
  const { kind, prefix, negated, start, end } = writing;
  if (kind !== "in" && (kind !== "word" || prefix === "")) return [];
  const found = await listCollectionsByPrefix(db, viewScopeOf(actor), prefix, { limit, countedMax: limits.search.countedMax });
  return found.map(({ name, count }) => ({
    kind: "in",
    start,
    end,
    insert: formatToken({ kind: "in", text: name, negated }),
    label: name,
    count,
  }));
}

/** Whole lines: they take the place of all that is written. */
async function suggestLines({ db, actor }: Ctx, q: string, writing: Writing, limit: number): Promise<SearchSuggestion[]> {
  const line = q.trimStart();
  if (writing.kind !== "word" || writing.negated) return [];
  const found = await listLinesByPrefix(db, scopeOf(actor), { name: line, line }, limit);
  return found.map(({ kind, name, query, uses }) => ({ kind, start: 0, end: q.length, insert: query, label: name, count: uses }));
}
