import { buildSearchWords } from "../images/search-words";
import type { ExifSummary } from "../imaging/exif";
import { limits } from "../limits";
import type { ImageFacts, IngestRow } from "./queries";

type Known = Pick<
  IngestRow,
  "originalName" | "title" | "description" | "tags" | "rating" | "takenSource" | "latitude" | "longitude" | "altitudeM" | "exif"
>;

/**
 * What EXIF says, as columns. A time or position that a person set stays. Description, stars and
 * keywords of the file are taken over where the image has none, the first time only: later they are
 * its person's.
 */
export function exifFacts(image: Known, exif: ExifSummary): ImageFacts {
  const facts: ImageFacts = {
    exif: toStorable(exif),
    cameraMake: exif.cameraMake ?? null,
    cameraModel: exif.cameraModel ?? null,
    lens: exif.lens ?? null,
    ...(hasPositionOfPerson(image) ? {} : positionOf(exif)),
    ...(image.takenSource === "person" ? {} : takenFacts(exif)),
  };
  return image.exif === null ? { ...facts, ...wordFacts(image, exif) } : facts;
}

function positionOf({ latitude, longitude, altitudeM }: Pick<ExifSummary, "latitude" | "longitude" | "altitudeM">) {
  return { latitude: latitude ?? null, longitude: longitude ?? null, altitudeM: altitudeM ?? null };
}

/**
 * [Note: Position of a person] Nothing marks a position as set by a person: it is theirs when it is
 * another one than the file had said when it was last read (`images.exif` keeps that), also when they
 * took it away. So what a later version of the step reads otherwise replaces only what the file had said.
 */
function hasPositionOfPerson({ exif, latitude, longitude, altitudeM }: Known): boolean {
  const ofFile = positionOf((exif ?? {}) as ExifSummary);
  return latitude !== ofFile.latitude || longitude !== ofFile.longitude || altitudeM !== ofFile.altitudeM;
}

function takenFacts({ taken }: ExifSummary): ImageFacts {
  if (!taken) return {};
  return {
    takenSource: "exif",
    takenLocal: taken.local,
    takenOffsetMin: taken.offsetMin ?? null,
    takenUtc: taken.utc === undefined ? null : new Date(taken.utc),
  };
}

function wordFacts(image: Known, exif: ExifSummary): ImageFacts {
  const keywords = (exif.keywords ?? []).map((keyword) => keyword.trim().slice(0, limits.text.tagLengthMax)).filter(Boolean);
  const tags = image.tags.length > 0 ? image.tags : [...new Set(keywords)].slice(0, limits.text.tagsMax);
  const description = image.description ?? (exif.description?.slice(0, limits.text.descriptionLengthMax) || null);
  const stars = exif.rating !== undefined && exif.rating >= 0 ? Math.round(exif.rating) : null;
  const searchWords = buildSearchWords({ originalName: image.originalName, title: image.title, description, tags });
  return { tags, description, rating: image.rating ?? stars, searchWords };
}

/** Postgres keeps neither NUL nor half a character (where a text was cut) in JSON. */
function toStorable(exif: ExifSummary): Record<string, unknown> {
  const clean = (_key: string, value: unknown) => (typeof value === "string" ? value.replace(/\0|\p{Cs}/gu, "") : value);
  return JSON.parse(JSON.stringify(exif, clean)) as Record<string, unknown>;
}
