import { contentTypesOf, pictureFormats } from "../images/picture-formats";
import type { FacetKind } from "./facet-queries";
import type { SearchSuggestion } from "./help-schema";
import type { KnownFacet } from "./known-facets";
import type { Writing } from "./suggest-searches";
import { formatToken } from "./syntax/format-query";

type Kind = Extract<SearchSuggestion["kind"], "tag" | "label" | "colour" | "camera" | "type" | "on" | "before" | "after" | "near">;

/** The facets behind each filter. */
const facetOf: Record<Kind, FacetKind> = {
  tag: "tag",
  label: "label",
  colour: "colour",
  camera: "camera",
  type: "type",
  on: "year",
  before: "year",
  after: "year",
  near: "place",
};
const kindsOfWords: readonly Kind[] = ["tag", "label", "colour", "camera", "type", "on", "near"];

/**
 * Suggests names of the library that begin, or have a word that begins, with what is being written,
 * the most frequent first. Years are suggested from two digits on, other names from one letter; behind
 * a filter's colon all of them.
 */
export function suggestFromFacets(facets: readonly KnownFacet[], writing: Writing, limit: number): SearchSuggestion[] {
  const isWord = writing.kind === "word";
  if (isWord && writing.prefix === "") return [];
  const kinds = isWord ? kindsOfWords : kindsOfWords.includes(writing.kind as Kind) || isTime(writing.kind) ? [writing.kind as Kind] : [];
  const found = kinds.flatMap((kind) => {
    if (isWord && kind === "on" && writing.prefix.length < 2) return [];
    return facets
      .filter((facet) => facet.kind === facetOf[kind] && begins(nameOf(facet), writing.prefix))
      .slice(0, limit)
      .map((facet) => toSuggestion(kind, facet, writing));
  });
  return found.sort((a, b) => (b.count ?? 0) - (a.count ?? 0)).slice(0, limit);
}

const isTime = (kind: string) => kind === "before" || kind === "after";

/** Media types are suggested by the names of their formats. */
function nameOf({ kind, folded }: KnownFacet): string {
  return kind === "type" ? (formatOf(folded) ?? folded) : folded;
}

function formatOf(contentType: string): string | undefined {
  return pictureFormats.find((format) => contentTypesOf(format).some((type) => type === contentType));
}

function begins(name: string, prefix: string): boolean {
  return name.startsWith(prefix) || name.includes(` ${prefix}`) || name.includes(`-${prefix}`);
}

function toSuggestion(kind: Kind, facet: KnownFacet, { kind: writingKind, negated, start, end }: Writing): SearchSuggestion {
  const label = facet.kind === "type" ? (formatOf(facet.name) ?? facet.name) : facet.name;
  const implied = kind === "on" && writingKind === "word";
  return { kind, start, end, insert: formatToken({ kind, text: label, negated, implied }), label, count: facet.count };
}
