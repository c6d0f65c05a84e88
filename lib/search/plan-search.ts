import type { ImageCondition, Phrase } from "../images/conditions";
import type { ImagePlace } from "../images/schema";
import { isUnspaced, splitIntoRuns } from "../images/search-words";
import { buildExactQuery, buildWordsQuery, listWordTerms } from "../images/words-query";
import type { QueryToken } from "./syntax/query";

/** All words of a text (`buildWordsQuery`), and each of them (`listWordTerms`). */
export type PlannedWords = { all: string; each: readonly string[] };

/** What a line asks for. */
export type SearchPlan = {
  /** Words and exact words in their order, for the embedding; empty: none. */
  text: string;
  /** Texts that hits should not be like. */
  unwanted: string[];
  /** Finds and ranks by words; undefined: there are none. */
  words: PlannedWords | undefined;
  /** What every hit meets, each with the token that asks it, or the first of those that ask it together. */
  conditions: { condition: ImageCondition; token: number }[];
  /** Where to look, when not in the library. */
  place: ImagePlace | undefined;
  /** The collection to look into. */
  collectionId: string | undefined;
};

/**
 * Makes a plan of a line's tokens. Filters hold together; of what a picture has only one of (time,
 * format, camera, position) one that is given is enough. A filter that is not understood is left out;
 * one that nothing can pass, such as a collection or a person that is not there, lets nothing pass.
 * Exact words must be there, unwanted ones must not. Pure.
 */
export function planSearch(tokens: readonly QueryToken[]): SearchPlan {
  const wanted = tokens.filter(({ kind, negated }) => (kind === "word" || kind === "phrase") && !negated);
  const unwanted = tokens.filter(({ kind, negated }) => (kind === "word" || kind === "phrase") && negated).map(({ text }) => text);
  const text = wanted.map((token) => token.text).join(" ");
  const collection = tokens.find((token) => token.kind === "in" && !token.negated && token.value?.of === "collection");
  const place = tokens.map(placeOf).find((each) => each !== undefined);
  return {
    text,
    unwanted,
    words: planWords(text),
    conditions: groupAlternatives(tokens.flatMap((token, index) => (token === collection ? [] : listConditions(token, index)))),
    place,
    collectionId: collection?.value?.of === "collection" ? collection.value.collectionId : undefined,
  };
}

/**
 * The plan itself, or one that lets nothing pass where nothing of its line is understood: the whole
 * library under a fault would look like what was found. For a line that is searched by itself. Pure.
 */
export function nothingUnlessAsked(plan: SearchPlan): SearchPlan {
  const { text, unwanted, conditions, place, collectionId } = plan;
  const asksSomething = text !== "" || unwanted.length > 0 || conditions.length > 0 || place !== undefined || collectionId !== undefined;
  return asksSomething ? plan : { ...plan, conditions: [{ condition: { of: "nothing" }, token: 0 }] };
}

/** A plan for a text without any syntax. */
export function planText(text: string): SearchPlan {
  return { text, unwanted: [], words: planWords(text), conditions: [], place: undefined, collectionId: undefined };
}

function planWords(text: string): PlannedWords | undefined {
  const all = buildWordsQuery(text);
  return all === undefined ? undefined : { all, each: listWordTerms(text) };
}

function placeOf({ value, negated }: QueryToken): ImagePlace | undefined {
  if (value?.of !== "is" || negated) return undefined;
  if (value.name === "held") return "held";
  return value.name === "trashed" ? "trash" : undefined;
}

/** `one`: of several that are given one is enough. */
type Asked = { condition: ImageCondition; token: number; one: string | undefined };

const alternatives = new Set<QueryToken["kind"]>(["on", "type", "camera", "near"]);

function listConditions(token: QueryToken, index: number): Asked[] {
  const condition = toCondition(token);
  if (!condition) return [];
  const one = alternatives.has(token.kind) && !token.negated ? token.kind : undefined;
  return [{ condition: token.negated ? { of: "not", condition } : condition, token: index, one }];
}

function groupAlternatives(asked: readonly Asked[]): SearchPlan["conditions"] {
  return asked.flatMap(({ condition, token, one }, index) => {
    if (one === undefined) return [{ condition, token }];
    const all = asked.filter((each) => each.one === one);
    if (all.length === 1) return [{ condition, token }];
    const isFirst = asked.findIndex((each) => each.one === one) === index;
    return isFirst ? [{ condition: { of: "any" as const, conditions: all.map((each) => each.condition) }, token }] : [];
  });
}

/** What a token asks, before its minus; undefined: nothing of a single image. */
function toCondition({ kind, text, negated, value, fault }: QueryToken): ImageCondition | undefined {
  if (text === "") return undefined;
  switch (kind) {
    case "word":
      return negated ? toWords(text) : undefined;
    case "phrase":
      return toWords(text);
    case "tag":
    case "label":
    case "camera":
    case "person":
      return { of: kind, text };
    case "in":
      return value?.of === "collection" ? { of: "collection", collectionId: value.collectionId } : { of: "nothing" };
    case "near":
      if (value?.of === "circle") return { ...value, of: "near" };
      return fault === null ? { of: "place", name: text } : { of: "nothing" };
    default:
      return value ? toMeasured(kind, value) : undefined;
  }
}

function toMeasured(kind: QueryToken["kind"], value: NonNullable<QueryToken["value"]>): ImageCondition | undefined {
  switch (value.of) {
    case "days":
      if (kind === "before") return { of: "taken", to: value.from, toExcluded: true };
      if (kind === "after") return { of: "taken", from: value.to, fromExcluded: true };
      return { of: "taken", from: value.from, to: value.to };
    case "pixels":
      return kind === "smaller" ? { of: "pixels", max: value.pixels } : { of: "pixels", min: value.pixels };
    case "bytes":
      return kind === "smaller" ? { of: "bytes", max: value.bytes } : { of: "bytes", min: value.bytes };
    case "rating":
      return { of: "rating", min: value.min, max: value.max };
    case "colour":
    case "format":
    case "is":
    case "has":
      return value;
    default:
      return undefined;
  }
}

function toWords(text: string): ImageCondition | undefined {
  const wordsQuery = buildExactQuery(text);
  return wordsQuery === undefined ? undefined : { of: "words", wordsQuery, phrase: toPhrase(text) };
}

/** One word is found by itself; several also by their order. */
function toPhrase(text: string): Phrase | undefined {
  const runs = splitIntoRuns(text);
  return runs.length > 1 ? { text, whole: !runs.some(({ word }) => isUnspaced(word)) } : undefined;
}
