import { buildSearchWords, readPlaces } from "../images/search-words";
import type { ExifSummary } from "../imaging/exif";
import { limits } from "../limits";
import type { IngestRow } from "./queries";
import type { ImageFacts } from "./save-queries";

type Known = Pick<
  IngestRow,
  "originalName" | "title" | "description" | "tags" | "rating" | "takenSource" | "latitude" | "longitude" | "altitudeM" | "exif"
> &
  Partial<Pick<IngestRow, "labels" | "caption" | "foundText">>;

/**
 * What EXIF says, as columns. A time or position that a person set stays. Description, stars and
 * keywords of the file are taken over where the image has none, the first time only: later they are
 * its person's.
 */
export function exifFacts(image: Known, read: ExifSummary): ImageFacts {
  const exif = withMergedWords(image, toStorable(read));
  const facts: ImageFacts = {
    exif,
    cameraMake: exif.cameraMake ?? null,
    cameraModel: exif.cameraModel ?? null,
    lens: exif.lens ?? null,
    ...(hasPositionOfPerson(image) ? {} : positionOf(exif)),
    ...(image.takenSource === "person" ? {} : takenFacts(exif)),
  };
  if (image.exif === null) return { ...facts, ...wordFacts(image, exif) };
  const places = readPlaces(exif);
  const isSame = JSON.stringify(places) === JSON.stringify(readPlaces(image.exif));
  return isSame ? facts : { ...facts, searchWords: buildSearchWords({ ...image, places }) };
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
  const tags = image.tags.length > 0 ? image.tags : (exif.keywords ?? []);
  const description = image.description ?? (exif.description || null);
  const stars = exif.rating !== undefined && exif.rating >= 0 ? Math.round(exif.rating) : null;
  const searchWords = buildSearchWords({ ...image, description, tags, places: readPlaces(exif) });
  return { tags, description, rating: image.rating ?? stars, searchWords };
}

/** Words that came with another file, of which this picture is a duplicate, stay what they are: a file's (see `hideFileWords`). */
function withMergedWords(image: Known, exif: ExifSummary): ExifSummary {
  const before = (image.exif ?? {}) as ExifSummary;
  const merged = (before.keywords ?? []).filter((word) => image.tags.includes(word) && !exif.keywords?.includes(word));
  const isMerged = exif.description === undefined && before.description !== undefined && before.description === image.description;
  return {
    ...exif,
    ...(merged.length > 0 && { keywords: [...(exif.keywords ?? []), ...merged] }),
    ...(isMerged && { description: before.description }),
  };
}

/**
 * What was read as it is kept: Postgres knows neither NUL nor half a character (where a text was cut)
 * in JSON. Description and tags of the image are these very words, so that redaction knows them again.
 */
function toStorable(read: ExifSummary): ExifSummary {
  const clean = (_key: string, value: unknown) => (typeof value === "string" ? value.replace(/\0|\p{Cs}/gu, "") : value);
  const exif = JSON.parse(JSON.stringify(read, clean)) as ExifSummary;
  const { description, keywords, places } = exif;
  const { descriptionLengthMax, tagLengthMax, tagsMax } = limits.text;
  return {
    ...exif,
    ...(description !== undefined && { description: cut(description, descriptionLengthMax) }),
    ...(places && { places: places.map((place) => cut(place, tagLengthMax).trim()).filter(Boolean) }),
    ...(keywords && {
      keywords: [...new Set(keywords.map((keyword) => cut(keyword.trim(), tagLengthMax).trim()).filter(Boolean))].slice(0, tagsMax),
    }),
  };
}

/** At most so many UTF-16 units, cut between characters. */
function cut(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).replace(/\p{Cs}/gu, "");
}
