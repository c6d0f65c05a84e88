/** Local days from one to another, both included, as YYYY-MM-DD. */
export type Days = { from: string; to: string };

const dayMs = 86_400_000;

/** A day by its number: days since 1970-01-01. */
export function toDayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / dayMs);
}

/** A day's text by its number. */
export function toDay(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** The day of a year, month (1..12) and day of the month; undefined when the calendar has none. */
export function findDay(year: number, month: number, day: number): string | undefined {
  const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  return year >= 1 && year <= 9_998 && !Number.isNaN(time) && new Date(time).getUTCDate() === day ? text : undefined;
}

/** Whole months of a year; months run over: month 13 is the next January. Undefined outside years 1 to 9998. */
export function monthsOf(year: number, month: number, count: number): Days | undefined {
  const shifted = year + Math.floor((month - 1) / 12);
  const first = findDay(shifted, ((((month - 1) % 12) + 12) % 12) + 1, 1);
  if (first === undefined || shifted >= 9_998) return undefined;
  const end = new Date(Date.parse(`${first}T00:00:00Z`));
  end.setUTCMonth(end.getUTCMonth() + count);
  return { from: first, to: toDay(end.getTime() / dayMs - 1) };
}

/** Monday is 0. */
export function weekdayOf(dayNumber: number): number {
  return (((dayNumber + 3) % 7) + 7) % 7;
}

/** Easter Sunday of a year of the Gregorian calendar. Source: the anonymous algorithm of Nature, 1876. */
export function easterOf(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return Math.floor(Date.UTC(year, month - 1, day) / dayMs);
}
