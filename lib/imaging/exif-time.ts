import { readText, readTriple, type TagGroup } from "./exif-values";

/**
 * When a picture was taken: the wall clock's time where it was, the offset from UTC where the
 * file tells it, and then the moment in UTC.
 */
export type TakenAt = {
  /** YYYY-MM-DDTHH:MM:SS */
  local: string;
  /** Minutes east of UTC. */
  offsetMin?: number;
  /** ISO 8601 with milliseconds and Z. */
  utc?: string;
};

type Groups = { exif: TagGroup; xmp: TagGroup; iptc: TagGroup };

type WallTime = { localMs: number; offsetMin?: number };

/** The first photograph that is known was made in 1826. */
const yearMin = 1826;
const dayMs = 86_400_000;
const offsetMinMax = 14 * 60;

function parseOffset(text: string | undefined): number | undefined {
  if (text === "Z") return 0;
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text ?? "");
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (minutes > offsetMinMax || Number(match[3]) > 59) return undefined;
  return match[1] === "-" ? -minutes : minutes;
}

/** The wall time as milliseconds as if it were UTC; undefined when there is no such day or time. */
function toWallMs(parts: number[], milliseconds: number): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const date = new Date(ms);
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same && hour < 24 && minute < 60 && second < 60 && year >= yearMin ? ms : undefined;
}

const pattern = /^(\d{4})[:\-/.](\d{2})[:\-/.](\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/** EXIF ("2024:02:29 12:00:00") and XMP ("2024-02-29T12:00:00.5+01:00") alike. */
function parseTime(text: string | undefined, subSeconds?: string, offset?: string): WallTime | undefined {
  const match = pattern.exec(text ?? "");
  if (!match) return undefined;
  const fraction = match[7] ?? /^\d{1,9}/.exec(subSeconds ?? "")?.[0];
  const milliseconds = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1_000);
  const localMs = toWallMs(
    match.slice(1, 7).map((part) => Number(part ?? 0)),
    milliseconds,
  );
  return localMs === undefined ? undefined : { localMs, offsetMin: parseOffset(match[8] ?? offset) };
}

function parseIptc(iptc: TagGroup): WallTime | undefined {
  const date = readText(iptc, "Date Created");
  const time = readText(iptc, "Time Created");
  return date && time ? parseTime(`${date} ${time}`) : undefined;
}

/** GPS satellites give UTC. */
function readGpsMs(exif: TagGroup): number | undefined {
  const date = /^(\d{4})[:\-/](\d{2})[:\-/](\d{2})$/.exec(readText(exif, "GPSDateStamp") ?? "");
  const time = readTriple(exif, "GPSTimeStamp");
  if (!date || !time) return undefined;
  return toWallMs([...date.slice(1, 4).map(Number), time[0], time[1], Math.floor(time[2])], 0);
}

/**
 * The offset by which the wall clock and the satellites agree, in whole quarters of an hour. A fix
 * may be some minutes old: more than five apart from any quarter, it tells nothing.
 */
function offsetFromGps(localMs: number, gpsMs: number | undefined): number | undefined {
  if (gpsMs === undefined) return undefined;
  const minutes = (localMs - gpsMs) / 60_000;
  const offsetMin = Math.round(minutes / 15) * 15;
  return Math.abs(minutes - offsetMin) <= 5 && Math.abs(offsetMin) <= offsetMinMax ? offsetMin : undefined;
}

/** The satellites' time alone: the moment is right, the local day may be off by the unknown zone. */
function fromGps(exif: TagGroup): WallTime | undefined {
  const gpsMs = readGpsMs(exif);
  return gpsMs === undefined ? undefined : { localMs: gpsMs, offsetMin: 0 };
}

/** The most trusted first; when a file was changed says least, but more than when it arrived. */
function candidates({ exif, xmp, iptc }: Groups): (() => WallTime | undefined)[] {
  const text = (name: string) => readText(exif, name);
  return [
    () => parseTime(text("DateTimeOriginal"), text("SubSecTimeOriginal"), text("OffsetTimeOriginal")),
    () => parseTime(readText(xmp, "DateTimeOriginal")),
    () => parseTime(text("DateTimeDigitized"), text("SubSecTimeDigitized"), text("OffsetTimeDigitized")),
    () => parseTime(readText(xmp, "DateCreated")),
    () => parseIptc(iptc),
    () => parseTime(readText(xmp, "CreateDate")),
    () => fromGps(exif),
    () => parseTime(text("DateTime"), text("SubSecTime"), text("OffsetTime")),
  ];
}

/**
 * When a picture was taken, by EXIF, XMP or IPTC. Without an offset the position's UTC time gives
 * one. Times that do not exist, lie before photography or more than a day after `now`
 * (milliseconds) are passed over.
 */
export function readTakenAt(groups: Groups, now: number): TakenAt | undefined {
  for (const candidate of candidates(groups)) {
    const time = candidate();
    if (!time || time.localMs > now + dayMs) continue;
    const local = new Date(time.localMs).toISOString().slice(0, 19);
    const offsetMin = time.offsetMin ?? offsetFromGps(time.localMs, readGpsMs(groups.exif));
    if (offsetMin === undefined) return { local };
    return { local, offsetMin, utc: new Date(time.localMs - offsetMin * 60_000).toISOString() };
  }
  return undefined;
}
