import type { TakenColumns } from "./update-queries";

/**
 * A time that a person gives, "2024-05-01T12:00" with or without seconds and offset, as columns; the
 * moment in UTC is known where the offset is.
 */
export function parseTakenAt(takenAt: string): TakenColumns {
  const [, local = takenAt, offset = ""] = /^(.*?)(Z|[+-]\d\d:\d\d)?$/.exec(takenAt) ?? [];
  const offsetMin = parseOffset(offset);
  const utc = offsetMin === null ? null : new Date(Date.parse(`${local}Z`) - offsetMin * 60_000).toISOString();
  return { local, offsetMin, utc, source: "person" };
}

/** What the file said of an image's time, or else the moment when it was added. */
export function originalTakenAt({ exif, addedAt }: { exif: Record<string, unknown> | null; addedAt: Date }): TakenColumns {
  const taken = exif?.taken as { local: string; offsetMin?: number; utc?: string } | undefined;
  if (!taken) return { local: addedAt.toISOString().slice(0, 19), offsetMin: null, utc: null, source: "added" };
  return { local: taken.local, offsetMin: taken.offsetMin ?? null, utc: taken.utc ?? null, source: "exif" };
}

function parseOffset(text: string): number | null {
  if (text === "") return null;
  if (text === "Z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6));
  return text.startsWith("-") ? -minutes : minutes;
}
