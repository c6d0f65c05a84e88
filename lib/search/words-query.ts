import { splitIntoRuns, stripAccents, type WordRun } from "../images/search-words";

/** Further words of a query are left out: each is a lookup of its own. */
const wordsMax = 32;

/**
 * A `to_tsquery` expression that wants every word of the text as a prefix, or all of its parts:
 * "quo tes" becomes `'quo':* & 'tes':*`. It is built from letters and digits alone, so nothing of
 * the text is ever an operator. Undefined when the text has no words.
 */
export function buildWordsQuery(text: string): string | undefined {
  const terms = splitIntoRuns(text).slice(0, wordsMax).map(toTerm);
  return terms.length === 0 ? undefined : terms.join(" & ");
}

function toTerm({ word, parts }: WordRun): string {
  const wholes = [...new Set([word, stripAccents(word)])].filter(Boolean).map(toPrefix);
  const split = [...new Set(parts)].slice(0, wordsMax).map(toPrefix).join(" & ");
  const alternatives = split && split !== wholes[0] ? [...wholes, `(${split})`] : wholes;
  return alternatives.length === 1 ? (alternatives[0] ?? "") : `(${alternatives.join(" | ")})`;
}

const toPrefix = (word: string) => `'${word}':*`;
