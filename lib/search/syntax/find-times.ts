import type { Days } from "./days";
import { bareDate } from "./format-query";
import { parseDays } from "./parse-days";
import type { QueryToken } from "./query";

/** Words of a line that name a time, though they are searched for as words: `count` tokens from the one at `first` on. */
export type NamedTime = { kind: "on" | "before" | "after"; first: number; count: number; text: string; negated: boolean; days: Days };

/** As many as in "new year's eve 2019". */
export const timeWordsMax = 4;

/**
 * Times that words of a line name without quotes: last summer, march 2021, yesterday, and before:last christmas, where only
 * the first word stands behind the colon. They are for offering, and nothing is searched for by them. Of times that overlap
 * the first is found, as long as it can be. Single words are found where they cannot mean what a picture shows: yesterday
 * and 2010s, not christmas. `today` is YYYY-MM-DD. Pure.
 */
export function findTimes(tokens: readonly QueryToken[], today: string): NamedTime[] {
  const found: NamedTime[] = [];
  for (let first = 0; first < tokens.length; ) {
    const longest = Array.from({ length: timeWordsMax }, (_, index) => findTime(tokens, { first, count: timeWordsMax - index }, today));
    const time = longest.find((each) => each && (each.count > 1 || isOnlyTime(each.text)));
    if (time) found.push(time);
    first += time?.count ?? 1;
  }
  return found;
}

/** The time that these tokens name together; a year alone, which is a date already, is none. Pure. */
export function findTime(
  tokens: readonly QueryToken[],
  { first, count }: Pick<NamedTime, "first" | "count">,
  today: string,
): NamedTime | undefined {
  const [begin, ...rest] = tokens.slice(first, first + count);
  if (!begin || rest.length < count - 1 || !rest.every((token) => isBare(token) && !token.negated)) return undefined;
  const kind = begunKind(begin);
  if (!kind && (!isBare(begin) || [begin, ...rest].every(({ implied }) => implied))) return undefined;
  const text = [begin, ...rest].map((word) => word.text).join(" ");
  const days = /^\d+$/.test(text) ? undefined : parseDays(text, today);
  return days && { kind: kind ?? "on", first, count, text, negated: begin.negated, days };
}

const isBare = ({ kind, implied, text, fault }: QueryToken) => (kind === "word" && fault === null) || (implied && bareDate.test(text));

/** The filter behind whose colon a text stands that is no time by itself, but may be the beginning of one. */
const begunKind = ({ kind, text, fault }: QueryToken) =>
  (kind === "on" || kind === "before" || kind === "after") && fault !== null && text !== "" ? kind : undefined;

/** Whether a word that names a time says nothing of what a picture shows. */
const isOnlyTime = (text: string) => /^(today|yesterday|\d.*)$/i.test(text);
