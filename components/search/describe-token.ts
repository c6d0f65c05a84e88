import type { QueryToken, TokenValue } from "@/lib/search/syntax/query";

const before: Partial<Record<QueryToken["kind"], string>> = {
  person: "with ",
  in: "in ",
  tag: "tag ",
  label: "shows ",
  camera: "camera ",
  near: "near ",
  before: "before ",
  after: "after ",
  larger: "larger than ",
  smaller: "smaller than ",
  has: "with ",
};

/** A part of a search in words: "before 1 May 2020", "not “red car”", "near 48.85, 2.35 (5 km)". */
export function describeToken({ kind, text, negated, value }: QueryToken): string {
  const not = negated ? "not " : "";
  if (kind === "word") return not + text;
  if (kind === "phrase") return `${not}“${text}”`;
  return not + (before[kind] ?? "") + (value ? describeValue(kind, text, value) : text);
}

function describeValue(kind: QueryToken["kind"], text: string, value: TokenValue): string {
  if (value.of === "days") return kind === "on" ? describeDays(text, value) : describeDay(kind === "before" ? value.from : value.to);
  if (value.of === "circle") return `${value.latitude}, ${value.longitude} (${value.radiusKm} km)`;
  if (value.of === "collection") return value.name;
  if (value.of === "format") return value.format.toUpperCase();
  if (value.of === "rating") return value.min === value.max ? stars(value.min) : `${stars(value.min)} or more`;
  return text;
}

const stars = (count: number) => (count === 1 ? "1 star" : `${count} stars`);

/** A year, month or day as people write it, and what was typed where it is another word for it. */
export function describeDays(text: string, { from, to }: { from: string; to: string }): string {
  if (from === to) return describeDay(from);
  if (from.endsWith("-01-01") && to === `${from.slice(0, 4)}-12-31`) return from.slice(0, 4);
  if (from.endsWith("-01") && from.slice(0, 7) === to.slice(0, 7) && to === lastDayOfMonth(from)) return monthFormat.format(dateOf(from));
  const isWord = /\p{L}/u.test(text);
  return isWord ? `${text} (${describeDay(from)} – ${describeDay(to)})` : `${describeDay(from)} – ${describeDay(to)}`;
}

const lastDayOfMonth = (day: string): string => {
  const date = dateOf(day);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).toISOString().slice(0, 10);
};

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const dateOf = (day: string) => new Date(`${day.slice(0, 10)}T00:00:00Z`);

/** A day as people write it, for example 1 May 2020. */
export function describeDay(day: string): string {
  const date = dateOf(day);
  return Number.isNaN(date.getTime()) ? day : dayFormat.format(date);
}
