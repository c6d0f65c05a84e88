import { type Days, easterOf, findDay, monthsOf, toDay, toDayNumber, weekdayOf } from "./days";

const months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const around = (dayNumber: number, before: number, after: number): Days => ({
  from: toDay(dayNumber - before),
  to: toDay(dayNumber + after),
});

/** Times that come once a year, by its number. Seasons are meteorological; the winter of a year begins in its December. */
const occasions: Record<string, (year: number) => Days | undefined> = {
  spring: (year) => monthsOf(year, 3, 3),
  summer: (year) => monthsOf(year, 6, 3),
  autumn: (year) => monthsOf(year, 9, 3),
  fall: (year) => monthsOf(year, 9, 3),
  winter: (year) => monthsOf(year, 12, 3),
  christmas: (year) => ({ from: `${pad(year)}-12-24`, to: `${pad(year)}-12-26` }),
  xmas: (year) => ({ from: `${pad(year)}-12-24`, to: `${pad(year)}-12-26` }),
  halloween: (year) => ({ from: `${pad(year)}-10-31`, to: `${pad(year)}-10-31` }),
  "new year's eve": (year) => ({ from: `${pad(year)}-12-31`, to: `${pad(year)}-12-31` }),
  "new year": (year) => ({ from: `${pad(year - 1)}-12-31`, to: `${pad(year)}-01-01` }),
  easter: (year) => around(easterOf(year), 2, 1),
  ...Object.fromEntries(
    months.flatMap((name, index) => [name, name.slice(0, 3)].map((each) => [each, (year: number) => monthsOf(year, index + 1, 1)])),
  ),
};

const pad = (year: number) => String(year).padStart(4, "0");

/**
 * The days that a text names: 2019, 2010s, 2019-05, 2019-05-31, 31.5.2019, "31 may 2019", "march
 * 2020", "summer 2018", "last summer", "this week", yesterday, "last 3 months", "2 years ago",
 * "christmas 2019", or two of them with `..` between. Without a year: the last that has begun.
 * `today` is YYYY-MM-DD. Undefined for anything else.
 */
export function parseDays(text: string, today: string): Days | undefined {
  const ends = text.split("..");
  if (ends.length === 2) return parseSpan(ends[0] ?? "", ends[1] ?? "", today);
  const plain = text.trim().toLowerCase().replace(/’/g, "'");
  const words = plain.replace(/[\s,-]+/g, " ").replace(/ of /g, " ");
  return parseNumbers(plain) ?? parseOccasion(words, today) ?? parseDayOfMonth(words, today) ?? parseRelative(words, today);
}

function parseSpan(first: string, last: string, today: string): Days | undefined {
  const [a, b] = [parseDays(first, today), parseDays(last, today)];
  return a && b && a.from <= b.to ? { from: a.from, to: b.to } : undefined;
}

function parseNumbers(text: string): Days | undefined {
  const [, year, isDecade, month, day] = /^(\d{4})(?:(s)|[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/.exec(text) ?? [];
  if (isDecade) return year?.endsWith("0") ? monthsOf(Number(year), 1, 120) : undefined;
  if (year && !month) return monthsOf(Number(year), 1, 12);
  if (year && !day) return isMonth(month) ? monthsOf(Number(year), Number(month), 1) : undefined;
  if (year) return oneDay(findDay(Number(year), Number(month), Number(day)));
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  return german ? oneDay(findDay(Number(german[3]), Number(german[2]), Number(german[1]))) : undefined;
}

const isMonth = (text: string | undefined) => Number(text) >= 1 && Number(text) <= 12;
const oneDay = (day: string | undefined): Days | undefined => (day === undefined ? undefined : { from: day, to: day });

function parseOccasion(text: string, today: string): Days | undefined {
  const [, which, name = "", year] = /^(?:(last|this) )?(.*?)(?: (\d{4}))?$/.exec(text) ?? [];
  const occasion = Object.hasOwn(occasions, name) ? occasions[name] : undefined;
  if (!occasion || (which && year)) return undefined;
  if (year) return Number(year) >= 1 && Number(year) < 9_998 ? occasion(Number(year)) : undefined;
  const thisYear = Number(today.slice(0, 4));
  const all = [thisYear + 1, thisYear, thisYear - 1, thisYear - 2].map((each) => occasion(each)).filter((days) => days !== undefined);
  const hasToday = all.find(({ from, to }) => from <= today && today <= to);
  if (which === "last") return all.find(({ to }) => to < today);
  return which === "this" ? (hasToday ?? occasion(thisYear)) : all.find(({ from }) => from <= today);
}

function parseDayOfMonth(text: string, today: string): Days | undefined {
  const [, first, name, second, year] =
    /^(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]+)(?: (\d{1,2})(?:st|nd|rd|th)?)?(?: (\d{4}))?$/.exec(text) ?? [];
  const month = name === undefined ? -1 : months.findIndex((each) => each === name || each.slice(0, 3) === name);
  const day = first ?? second;
  if (month < 0 || day === undefined || (first && second)) return undefined;
  if (year) return oneDay(findDay(Number(year), month + 1, Number(day)));
  const thisYear = Number(today.slice(0, 4));
  const found = [0, 1, 2, 3, 4].map((back) => findDay(thisYear - back, month + 1, Number(day)));
  return oneDay(found.find((each) => each !== undefined && each <= today));
}

function parseRelative(text: string, today: string): Days | undefined {
  const now = toDayNumber(today);
  if (text === "today") return around(now, 0, 0);
  if (text === "yesterday") return around(now - 1, 0, 0);
  const [, which, unit] = /^(this|last) ([a-z]+)$/.exec(text) ?? [];
  if (which && unit) return nameOf(unit, which === "last" ? 1 : 0, now);
  const [, count, units] = /^(?:last|past) (\d{1,3}) ([a-z]+?)s?$/.exec(text) ?? [];
  if (count && units) return lastOf(units, Number(count), now);
  const [, ago, agoUnits] = /^(\d{1,3}) ([a-z]+?)s? ago$/.exec(text) ?? [];
  return ago && agoUnits && !weekdays.includes(agoUnits) ? nameOf(agoUnits, Number(ago), now) : undefined;
}

/** The day, week, weekend, month or year so many before this one; of a weekday the last before today. */
function nameOf(unit: string, back: number, now: number): Days | undefined {
  const [year = 0, month = 1] = toDay(now).split("-").map(Number);
  const monday = now - weekdayOf(now) - 7 * back;
  if (unit === "day") return around(now - back, 0, 0);
  if (unit === "week") return around(monday, 0, 6);
  if (unit === "weekend") return around(monday + 5, 0, 1);
  if (unit === "month") return monthsOf(year, month - back, 1);
  if (unit === "year") return monthsOf(year - back, 1, 12);
  const weekday = weekdays.indexOf(unit);
  if (weekday < 0) return undefined;
  const passed = (weekdayOf(now) - weekday + 7) % 7;
  return around(now - (back > 0 && passed === 0 ? 7 : passed), 0, 0);
}

/** From so many days, weeks, months or years ago until today. */
function lastOf(unit: string, count: number, now: number): Days | undefined {
  if (count === 0) return undefined;
  const days: Record<string, number> = { day: count - 1, week: 7 * count - 1 };
  const plain = days[unit];
  if (plain !== undefined) return around(now, plain, 0);
  const monthsBack = unit === "month" ? count : unit === "year" ? 12 * count : 0;
  if (monthsBack === 0) return undefined;
  const [year = 0, month = 1, day = 1] = toDay(now).split("-").map(Number);
  const then = monthsOf(year, month - monthsBack, 1);
  return then && { from: toDay(Math.min(toDayNumber(then.from) + day, toDayNumber(then.to) + 1)), to: toDay(now) };
}
