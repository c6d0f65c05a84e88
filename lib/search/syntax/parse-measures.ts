import type { TokenValue } from "./query";

const bytesPer: Record<string, number> = { b: 1, kb: 1_024, mb: 1_048_576, gb: 1_073_741_824 };
/** "10mp", "1920x1080" as pixels, "5MB" as bytes (1 MB is 1,048,576). Undefined for anything else. */
export function parseSize(text: string): Extract<TokenValue, { of: "pixels" | "bytes" }> | undefined {
  const [, number, unit = ""] = /^(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const amount = Number(number);
  if (/^mp(ix(els?)?)?$/i.test(unit)) return { of: "pixels", pixels: Math.round(amount * 1e6) };
  const factor = Object.hasOwn(bytesPer, unit.toLowerCase()) ? bytesPer[unit.toLowerCase()] : undefined;
  if (factor !== undefined) return { of: "bytes", bytes: Math.round(amount * factor) };
  const [, width, height] = /^(\d{1,5})\s*[x×]\s*(\d{1,5})$/i.exec(text.trim()) ?? [];
  return width === undefined ? undefined : { of: "pixels", pixels: Number(width) * Number(height) };
}

/** Stars: "4" and ">=4" are at least four, "=4" exactly, "2..4" from two to four, "0" none. Undefined for anything else. */
export function parseRating(text: string): Extract<TokenValue, { of: "rating" }> | undefined {
  const [, from, to] = /^([0-5])\.\.([0-5])$/.exec(text) ?? [];
  if (from !== undefined && Number(from) <= Number(to)) return { of: "rating", min: Number(from), max: Number(to) };
  const [, sign = "", number] = /^(>=|<=|=|>|<)?([0-5])\+?$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  const stars = Number(number);
  const ranges: Record<string, [number, number]> = {
    "": stars === 0 ? [0, 0] : [stars, 5],
    ">=": [stars, 5],
    "<=": [0, stars],
    "=": [stars, stars],
    ">": [stars + 1, 5],
    "<": [0, stars - 1],
  };
  const [min, max] = ranges[sign] ?? [0, 5];
  return min <= max ? { of: "rating", min, max } : undefined;
}
