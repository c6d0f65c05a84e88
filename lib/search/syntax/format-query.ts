import type { QueryToken } from "./query";
import { queryKeys } from "./query-keys";
import { quote, writeValue } from "./split-line";

type Written = Pick<QueryToken, "kind" | "text"> & Partial<Pick<QueryToken, "negated" | "implied">>;

/** A date that needs neither key nor quotes: a year, a month or a day. */
export const bareDate = /^(\d{4})(?:-\d{2}){0,2}$/;

/** Writes a query as a line; `parseQuery` makes the same tokens of it, at their places in this line. */
export function formatQuery(tokens: readonly Written[]): string {
  return tokens.map(formatToken).join(" ");
}

/** Writes one token, for example `-tag:"red car"`. */
export function formatToken({ kind, text, negated = false, implied = false }: Written): string {
  return (negated ? "-" : "") + formatMeaning(kind, text, implied);
}

function formatMeaning(kind: QueryToken["kind"], text: string, implied: boolean): string {
  if (kind === "word") return text;
  if (kind === "phrase") return quote(text);
  if (implied) return bareDate.test(text) ? text : quote(text);
  return `${queryKeys[kind].names[0]}:${writeValue(text)}`;
}
