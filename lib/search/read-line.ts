import type { Actor } from "../auth/access";
import { viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { listKnownPlaces, listPlacesWithWords } from "../images/place-queries";
import { findFittingPlaces } from "./fitting-places";
import { listNamedCollections } from "./line-queries";
import { planSearch, type SearchPlan } from "./plan-search";
import type { SearchLine, SearchOptions } from "./schema";
import { formatQuery, formatToken } from "./syntax/format-query";
import { parseQuery } from "./syntax/parse-query";
import type { QueryToken } from "./syntax/query";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };

/** Takes a line apart, looks up the collections and places that it names, and plans the search. */
export async function readLine(
  ctx: Ctx,
  q: string,
  { today }: Pick<SearchOptions, "today">,
): Promise<{ query: SearchLine; plan: SearchPlan }> {
  const { tokens: parsed, isCut } = parseQuery(q, today ?? toLocalDay(ctx.clock.now()));
  const tokens = await checkPlaces(ctx, await nameCollections(ctx, parsed));
  return { query: { line: formatQuery(tokens), tokens, isCut }, plan: planSearch(tokens) };
}

/** The day of a moment where this server stands, as YYYY-MM-DD. */
export function toLocalDay(time: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

async function nameCollections({ db, actor }: Ctx, tokens: readonly QueryToken[]): Promise<QueryToken[]> {
  const names = [...new Set(tokens.filter(({ kind, text }) => kind === "in" && text !== "").map(({ text }) => text))];
  const found = names.length === 0 ? [] : await listNamedCollections(db, viewScopeOf(actor), names);
  return tokens.map((token) => {
    if (token.kind !== "in" || token.text === "") return token;
    const collection = found.find(({ asked }) => asked === token.text);
    if (!collection) return { ...token, fault: `There is no collection “${token.text}”, so nothing is found in it.` };
    return { ...token, value: { of: "collection", collectionId: collection.id, name: collection.name } };
  });
}

/** Choices that are told of a place that several fit. */
const choicesMax = 4;

/**
 * Places that no picture which the actor sees names are taken for the one that fits, see `findFittingPlaces`; where none or
 * several fit they are at fault.
 */
async function checkPlaces({ db, actor }: Ctx, tokens: QueryToken[]): Promise<QueryToken[]> {
  const isPlace = ({ kind, text, value, fault }: QueryToken) => kind === "near" && text !== "" && value === null && fault === null;
  const names = [...new Set(tokens.filter(isPlace).map(({ text }) => text))];
  if (names.length === 0) return tokens;
  const known = await listKnownPlaces(db, viewScopeOf(actor), names);
  const fitting = new Map<string, string[]>();
  for (const name of names)
    if (!known.has(name)) fitting.set(name, findFittingPlaces(name, await listPlacesWithWords(db, viewScopeOf(actor), name)));
  return tokens.map((token) => {
    const places = isPlace(token) ? fitting.get(token.text) : undefined;
    if (!places) return token;
    const [place, ...others] = places;
    return place !== undefined && others.length === 0 ? { ...token, text: place } : { ...token, fault: tellPlaces(token.text, places) };
  });
}

function tellPlaces(text: string, places: readonly string[]): string {
  if (places.length === 0)
    return `No picture's file names the place “${text}”, so nothing is found near it. Write a position like near:48.85,2.35,5km.`;
  const choices = places.slice(0, choicesMax).map((place) => formatToken({ kind: "near", text: place }));
  return `Several places fit “${text}”. Write one of them whole: ${choices.join(", ")}${places.length > choicesMax ? " …" : "."}`;
}
