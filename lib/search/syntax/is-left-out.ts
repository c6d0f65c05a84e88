import type { QueryToken } from "./query";

/** Kinds that are looked for in spite of a fault: as words, or as a name that is not there and that nothing passes. */
const askedAnyway: readonly QueryToken["kind"][] = ["word", "phrase", "person", "in", "near"];

/** Whether a part of a line is a filter that is not understood, which the search goes on without. Pure. */
export function isLeftOut({ kind, text, fault }: Pick<QueryToken, "kind" | "text" | "fault">): boolean {
  return fault !== null && (text === "" || !askedAnyway.includes(kind));
}

/** Whether nothing of a line is understood, so that nothing is searched for. Pure. */
export function asksNothing(tokens: readonly QueryToken[]): boolean {
  return tokens.length > 0 && tokens.every(isLeftOut);
}
