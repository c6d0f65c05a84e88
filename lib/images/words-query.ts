import { isUnspaced, splitIntoRuns, stripAccents, type WordRun } from "./search-words";

/** Further words of a query are left out: each is a lookup of its own. */
const wordsMax = 32;

/** Shorter words are no beginnings of others where one word alone is enough. */
const prefixLengthMin = 4;

/** Words that say nothing of a picture: they are not looked up beside others. */
const fillers = new Set(
  "a an and are at be by for from in into my near next of off on onto or our over some that the their there this to under up with".split(
    " ",
  ),
);

/**
 * A `to_tsquery` expression that wants every word of the text as a prefix, or all of its parts:
 * "quo tes" becomes `'quo':* & 'tes':*`. An English plural finds the singular, too. Little words like "the" are left out beside others. It is
 * built from letters and digits alone, so nothing of the text is ever an operator. Undefined when the
 * text has no words.
 */
export function buildWordsQuery(text: string): string | undefined {
  return join(listTellingRuns(text).map(toTerm));
}

/**
 * A `to_tsquery` expression for each different word of a text, to find what has some of them: as in
 * `buildWordsQuery`, but of words under four letters these very words, since too much begins with them.
 */
export function listWordTerms(text: string): string[] {
  const terms = listTellingRuns(text).map((run) =>
    isUnspaced(run.word) || run.word.length >= prefixLengthMin ? toTerm(run) : toExact(run),
  );
  return [...new Set(terms)].slice(0, wordsMax);
}

function listTellingRuns(text: string): WordRun[] {
  const runs = splitIntoRuns(text);
  const telling = runs.filter(isTelling);
  return telling.length > 0 ? telling : runs;
}

const isTelling = ({ word }: WordRun) => !fillers.has(word);

/** How many words of a text say something of a picture; of a script without spaces two characters count as one. */
export function countTellingWords(text: string): number {
  return splitIntoRuns(text)
    .filter(isTelling)
    .reduce((sum, { word, parts }) => sum + (isUnspaced(word) ? Math.ceil(parts.length / 2) : 1), 0);
}

/** Like `buildWordsQuery`, for these very words and not for what begins with them, each of them. */
export function buildExactQuery(text: string): string | undefined {
  return join(splitIntoRuns(text).map((run) => (isUnspaced(run.word) ? toTerm(run) : toExact(run))));
}

function join(terms: readonly string[]): string | undefined {
  return terms.length === 0 ? undefined : terms.slice(0, wordsMax).join(" & ");
}

function toTerm({ word, parts }: WordRun): string {
  const prefixes = [...new Set([word, stripAccents(word)])].filter(Boolean).map(toPrefix);
  const wholes = [...prefixes, ...listSingulars(word).map((each) => `'${each}'`)];
  const split = [...new Set(parts)].slice(0, wordsMax).map(toPrefix).join(" & ");
  const alternatives = split && split !== wholes[0] ? [...wholes, `(${split})`] : wholes;
  return alternatives.length === 1 ? (alternatives[0] ?? "") : `(${alternatives.join(" | ")})`;
}

function toExact({ word }: WordRun): string {
  const wholes = [...new Set([word, stripAccents(word)])].filter(Boolean).map((each) => `'${each}'`);
  return wholes.length === 1 ? (wholes[0] ?? "") : `(${wholes.join(" | ")})`;
}

/** What an English plural may be of, longer than itself by its ending, so that no prefix finds it: quokka of quokkas, puppy of puppies. */
function listSingulars(word: string): string[] {
  if (!/^[a-z]{3,}s$/.test(word) || word.endsWith("ss")) return [];
  if (word.endsWith("ies")) return [`${word.slice(0, -3)}y`, word.slice(0, -1)];
  return /(ch|sh|s|x|z)es$/.test(word) ? [word.slice(0, -2), word.slice(0, -1)] : [word.slice(0, -1)];
}

const toPrefix = (word: string) => `'${word}':*`;
