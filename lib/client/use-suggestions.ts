import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type SearchSuggestion, suggestSearches } from "../search/help-schema";
import { call } from "./call";
import { queryKeys } from "./query-keys";
import { localDay } from "./search-query";

/** A pause this long while typing asks for suggestions. */
const pauseMs = 90;
const none: SearchSuggestion[] = [];

/** Ways to go on with a line at its caret, while somebody is at it; until new ones are there, those of the last line that still fit. */
export function useSuggestions(isWanted: boolean, q: string, caret: number): SearchSuggestion[] {
  const [asked, setAsked] = useState({ q, caret });
  useEffect(() => {
    const timer = setTimeout(() => setAsked({ q, caret }), pauseMs);
    return () => clearTimeout(timer);
  }, [q, caret]);
  const { data } = useQuery({
    queryKey: queryKeys.suggestions(asked.q, asked.caret),
    queryFn: async ({ signal }) => ({
      line: asked.q,
      suggestions: (await call(suggestSearches, { ...asked, today: localDay() }, { signal })).suggestions,
    }),
    enabled: isWanted,
    staleTime: 20_000,
    placeholderData: keepPreviousData,
  });
  return isWanted && data ? carrySuggestions(data.suggestions, data.line, q) : none;
}

/**
 * The suggestions for a line, for what has become of it while new ones are asked for: those stay whose
 * word alone was typed on or shortened, with its new end. Another would put its text in the wrong place.
 */
export function carrySuggestions(suggestions: SearchSuggestion[], from: string, to: string): SearchSuggestion[] {
  if (from === to) return suggestions;
  return suggestions.flatMap((suggestion) => {
    if (isWholeLine(suggestion)) return to.trim() === "" ? [] : { ...suggestion, end: to.length };
    const { start } = suggestion;
    const end = suggestion.end + to.length - from.length;
    const [before, after] = [from.slice(start, suggestion.end), to.slice(start, end)];
    const isElsewhereSame = from.slice(0, start) === to.slice(0, start) && from.slice(suggestion.end) === to.slice(end);
    const typed = after.startsWith(before) && !/\s/.test(after.slice(before.length));
    const shortened = after !== "" && before.startsWith(after);
    return isElsewhereSame && end > start && (typed || shortened) ? { ...suggestion, end } : [];
  });
}

const isWholeLine = ({ kind }: SearchSuggestion) => kind === "search" || kind === "saved";

/** The line with a suggestion put in, and where the caret stands then. */
export function acceptSuggestion(line: string, suggestion: SearchSuggestion): { line: string; caret: number } {
  const { kind, start, end, insert } = suggestion;
  if (isWholeLine(suggestion)) return { line: insert, caret: insert.length };
  const after = line.slice(end);
  const text = `${line.slice(0, start)}${insert}${kind === "key" || after.startsWith(" ") ? "" : " "}`;
  return { line: text + after, caret: text.length };
}
