const dayFormat = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const dayYearFormat = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const shortDayFormat = new Intl.DateTimeFormat("en", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const shortDayYearFormat = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const monthFormat = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
const momentFormat = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "short", timeZone: "UTC" });
const numberFormat = new Intl.NumberFormat("en");

/** A day of the calendar, YYYY-MM-DD, as a heading: "Today", "Saturday, May 4", with the year when it is another one; `short` for little room. */
export function formatDay(day: string, today: string, short = false): string {
  if (day === today) return "Today";
  const date = new Date(`${day}T00:00:00Z`);
  if (Date.parse(`${today}T00:00:00Z`) - date.getTime() === 86_400_000) return "Yesterday";
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  if (short) return (isThisYear ? shortDayFormat : shortDayYearFormat).format(date);
  return (isThisYear ? dayFormat : dayYearFormat).format(date);
}

/** The day it is where the browser is, YYYY-MM-DD. */
export function localToday(now = new Date()): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** "May 2024" of any date that begins with YYYY-MM. */
export function formatMonth(date: string): string {
  return monthFormat.format(new Date(`${date.slice(0, 7)}-01T00:00:00Z`));
}

/** A local wall time, YYYY-MM-DDTHH:MM:SS, with its offset from UTC where it has one: "…+02:00". */
export function formatMoment(takenAt: string): string {
  const text = momentFormat.format(new Date(`${takenAt.slice(0, 19)}Z`));
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(takenAt.slice(19)) ?? [];
  if (!sign) return text;
  return `${text} (UTC${sign === "-" ? "−" : "+"}${Number(hours)}${minutes === "00" ? "" : `:${minutes}`})`;
}

/** A moment of UTC, by the clock of a zone or where the browser is. */
export function formatInstant(at: string, timeZone?: string): string {
  return new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "short", timeZone }).format(new Date(at));
}

/** 1,234 */
export function formatCount(count: number): string {
  return numberFormat.format(count);
}

/** "1 picture", "1,234 pictures" */
export function formatPictures(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "picture" : "pictures"}`;
}

/** Bytes in decimal units with three digits at most: "832 kB", "4.2 MB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
