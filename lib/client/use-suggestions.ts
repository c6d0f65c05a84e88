import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type SearchSuggestion, suggestSearches } from "../search/help-schema";
import { call } from "./call";
import { queryKeys } from "./query-keys";
import { localDay } from "./search-query";

/** A pause this long while typing asks for suggestions. */
const pauseMs = 90;
const none: SearchSuggestion[] = [];

/** Ways to go on with a line at its caret, while somebody is at it; those of the last line until new ones are there. */
export function useSuggestions(isWanted: boolean, q: string, caret: number): SearchSuggestion[] {
  const [asked, setAsked] = useState({ q, caret });
  useEffect(() => {
    const timer = setTimeout(() => setAsked({ q, caret }), pauseMs);
    return () => clearTimeout(timer);
  }, [q, caret]);
  const { data } = useQuery({
    queryKey: queryKeys.suggestions(asked.q, asked.caret),
    queryFn: ({ signal }) => call(suggestSearches, { ...asked, today: localDay() }, { signal }),
    enabled: isWanted,
    staleTime: 20_000,
    placeholderData: keepPreviousData,
  });
  if (!isWanted || !data) return none;
  // A suggestion for another line would put its text in the wrong place.
  const isCurrent = asked.q === q && asked.caret === caret;
  return isCurrent ? data.suggestions : data.suggestions.filter(({ end }) => end <= q.length);
}

/** The line with a suggestion put in, and where the caret stands then. */
export function acceptSuggestion(line: string, { kind, start, end, insert }: SearchSuggestion): { line: string; caret: number } {
  const isWhole = kind === "search" || kind === "saved";
  const [before, after] = isWhole ? ["", ""] : [line.slice(0, start), line.slice(end)];
  const gap = kind === "key" || after.startsWith(" ") ? "" : " ";
  const text = `${before}${insert}${isWhole ? "" : gap}`;
  return { line: text + after, caret: text.length };
}
