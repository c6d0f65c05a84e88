import type { TimelineDay } from "../images/list-schema";
import { lastAtMost } from "./grid-layout";

/** A day of the timeline, decoded. */
export type DecodedDay = {
  day: string;
  count: number;
  /** Index of its first image in the whole timeline. */
  start: number;
  /** width / height of each image. */
  ratios: Float32Array;
  /** Changes whenever the images of the day are others or have other shapes. */
  signature: string;
};

/** Decodes the days of a timeline; the bytes are ratios in fiftieths. */
export function decodeDays(days: readonly TimelineDay[]): DecodedDay[] {
  let start = 0;
  return days.map((day) => {
    const decoded = { day: day.day, count: day.count, start, ratios: decodeRatios(day.ratios), signature: signatureOf(day) };
    start += day.count;
    return decoded;
  });
}

/** Base64 of one byte per image, width / height in fiftieths, as numbers. */
export function decodeRatios(base64: string): Float32Array {
  const bytes = atob(base64);
  const ratios = new Float32Array(bytes.length);
  for (let index = 0; index < bytes.length; index++) ratios[index] = bytes.charCodeAt(index) / 50;
  return ratios;
}

/** A short mark of a day's shape (FNV-1a, 32 bits). */
function signatureOf(day: TimelineDay): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < day.ratios.length; index++) hash = Math.imul(hash ^ day.ratios.charCodeAt(index), 0x01000193);
  return `${day.count}.${(hash >>> 0).toString(36)}`;
}

/** One request's worth of a day. */
export type DayPage = { day: string; signature: string; offset: number; start: number };

/** The pages that hold the images `[from, to)` of the timeline. */
export function pagesOf(days: readonly DecodedDay[], from: number, to: number, pageSize: number): DayPage[] {
  const pages: DayPage[] = [];
  if (days.length === 0 || to <= from) return pages;
  for (let at = lastAtMost(days, from, (day) => day.start); at < days.length; at++) {
    const day = days[at] as DecodedDay;
    if (day.start >= to) break;
    const firstOffset = Math.max(0, Math.floor((from - day.start) / pageSize) * pageSize);
    for (let offset = firstOffset; offset < day.count && day.start + offset < to; offset += pageSize) {
      pages.push({ day: day.day, signature: day.signature, offset, start: day.start + offset });
    }
  }
  return pages;
}
