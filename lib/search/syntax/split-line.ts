import type { FilterKind } from "./query";
import { findFilterKind } from "./query-keys";

/** Straight quotes, and those that phones and word processors make of them. */
const quotes = '"“”„‟';
const isQuote = (character: string | undefined) => character !== undefined && quotes.includes(character);

/** One part of a line: what it says, before anything is made of it. `start` and `end` are its span. */
export type LinePart = { key: FilterKind | undefined; text: string; isQuoted: boolean; negated: boolean; start: number; end: number };

/**
 * Splits a line into its parts: words, texts between quotes, and keys with what stands behind their
 * colon; a minus right before one negates it. Any text is a line: a quote that nobody closes ends
 * with the line, an unknown key is part of a word, and quotes with nothing in them are left out.
 */
export function* splitLine(line: string): Generator<LinePart> {
  let at = skip(line, /\s*/uy, 0);
  while (at < line.length) {
    const start = at;
    const negated = line[at] === "-" && /^\S/u.test(line.slice(at + 1, at + 2));
    if (negated) at++;
    const keyEnd = skip(line, /\p{L}+:/uy, at);
    const key = keyEnd > at ? findFilterKind(line.slice(at, keyEnd - 1)) : undefined;
    if (key !== undefined) at = keyEnd;
    const isQuoted = isQuote(line[at]);
    const { text, end } = isQuoted ? readQuoted(line, at) : readBare(line, at);
    if (text !== "" || key !== undefined) yield { key, text, isQuoted, negated, start, end };
    at = skip(line, /\s*/uy, end);
  }
}

/** What `writeValue` quotes, it reads: a backslash takes the meaning from a quote or another backslash. */
function readQuoted(line: string, start: number): { text: string; end: number } {
  let text = "";
  let at = start + 1;
  for (; at < line.length && !isQuote(line[at]); at++) {
    const next = line[at + 1];
    if (line[at] === "\\" && (next === "\\" || isQuote(next))) at++;
    text += line[at];
  }
  return { text: text.trim(), end: Math.min(at + 1, line.length) };
}

function readBare(line: string, start: number): { text: string; end: number } {
  const end = skip(line, new RegExp(`[^\\s${quotes}]*`, "uy"), start);
  return { text: line.slice(start, end), end };
}

function skip(line: string, sticky: RegExp, at: number): number {
  sticky.lastIndex = at;
  return at + (sticky.exec(line)?.[0].length ?? 0);
}

/** A text between quotes, as `splitLine` reads it again. */
export function quote(text: string): string {
  return `"${text.replace(new RegExp(`[\\\\${quotes}]`, "gu"), "\\$&")}"`;
}

/** What stands behind a colon: between quotes where it must. */
export function writeValue(text: string): string {
  return new RegExp(`[\\s${quotes}]`, "u").test(text) ? quote(text) : text;
}
