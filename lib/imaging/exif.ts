import ExifReader, { type ExcludeTagsOptions } from "exifreader";
import type { SupportedType } from "@/lib/config";
import { limits } from "@/lib/limits";
import { readPosition } from "./exif-position";
import { readTakenAt, type TakenAt } from "./exif-time";
import { readFirstNumber, readNumber, readText, readTexts, type TagGroup } from "./exif-values";

/** What a picture's metadata says of it; impossible values are left out. */
export type ExifSummary = {
  taken?: TakenAt;
  cameraMake?: string;
  cameraModel?: string;
  cameraSerial?: string;
  lens?: string;
  /** Degrees, north and east positive. */
  latitude?: number;
  longitude?: number;
  /** Metres above sea level. */
  altitudeM?: number;
  /** 1..8; pixels are already turned by it, but in AVIF and HEIC, where it does not count. */
  orientation?: number;
  exposureTimeS?: number;
  fNumber?: number;
  iso?: number;
  focalLengthMm?: number;
  software?: string;
  description?: string;
  /** Stars, 0..5; -1 is "rejected". */
  rating?: number;
  keywords?: string[];
  /** Names of where it was taken, as they stand in the file: sublocation, city, state, country. */
  places?: string[];
};

/** Where the metadata of a picture lies: the whole file, and the blocks its container names. */
export type ExifSource = { contentType: SupportedType; bytes: Uint8Array; exifBlock?: Uint8Array; xmpBlock?: Uint8Array };

type Groups = { exif: TagGroup; xmp: TagGroup; iptc: TagGroup };

const excludeTags = {
  makerNotes: true,
  mpf: true,
  icc: true,
  photoshop: true,
  thumbnail: true,
  composite: true,
  exif: ["MakerNote", "UserComment"],
} satisfies ExcludeTagsOptions;

/** The tag groups of one block; none when it cannot be read, since metadata never fail a picture. */
function readGroups(block: Uint8Array): Partial<Groups> {
  try {
    const { exif, xmp, iptc } = ExifReader.load(Buffer.from(block.buffer, block.byteOffset, block.byteLength), {
      expanded: true,
      excludeTags,
    });
    return { exif: exif as TagGroup | undefined, xmp: xmp as TagGroup | undefined, iptc: iptc as TagGroup | undefined };
  } catch {
    return {};
  }
}

/** The EXIF block without the six bytes that JPEG and PNG writers put before it. */
function stripPrefix(block: Uint8Array): Uint8Array {
  return block[0] === 0x45 && block[1] === 0x78 ? block.subarray(6) : block;
}

function collectGroups(source: ExifSource): Groups {
  const bound = limits.decode.exifBytesMax;
  const parts: Uint8Array[] = [];
  if (source.contentType === "image/jpeg") parts.push(source.bytes.subarray(0, bound));
  else if (source.contentType === "image/tiff") parts.push(source.bytes);
  if (source.exifBlock) parts.push(stripPrefix(source.exifBlock));
  if (source.xmpBlock) parts.push(source.xmpBlock);
  const groups: Groups = { exif: {}, xmp: {}, iptc: {} };
  for (const part of parts) {
    if (part.length > bound && source.contentType !== "image/tiff") continue;
    const read = readGroups(part);
    groups.exif = { ...read.exif, ...groups.exif };
    groups.xmp = { ...read.xmp, ...groups.xmp };
    groups.iptc = { ...read.iptc, ...groups.iptc };
  }
  return groups;
}

function within(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function isWhole(value: number | undefined): number | undefined {
  return value !== undefined && Number.isInteger(value) ? value : undefined;
}

function readKeywords({ xmp, iptc }: Groups): string[] | undefined {
  const words = [...readTexts(xmp, "subject"), ...readTexts(iptc, "Keywords")];
  const bounded = words.map((word) => word.slice(0, limits.text.tagLengthMax));
  const unique = [...new Set(bounded)].slice(0, limits.text.tagsMax);
  return unique.length > 0 ? unique : undefined;
}

/** Where names of places stand, from the smallest on: in XMP (IPTC Core and Photoshop) and in IPTC. */
const placeTags = [
  ["Location", "Sub-location"],
  ["City", "City"],
  ["State", "Province/State"],
  ["Country", "Country/Primary Location Name"],
] as const;

function readPlaces({ xmp, iptc }: Groups): string[] | undefined {
  const names = placeTags.flatMap(([inXmp, inIptc]) => readText(xmp, inXmp) ?? readText(iptc, inIptc) ?? []);
  const unique = [...new Set(names.map((name) => name.slice(0, limits.text.tagLengthMax).trim()))];
  return unique.length > 0 ? unique : undefined;
}

/** What cameras write when nobody wrote a description. */
const emptyDescriptions = /^(default|untitled|sony dsc|dcim|dsc_?\d*|samsung|.*\bdigital camera)$/i;

function readDescription({ exif, xmp, iptc }: Groups): string | undefined {
  const text =
    readText(xmp, "description") ?? readText(iptc, "Caption/Abstract") ?? readText(exif, "ImageDescription") ?? readText(xmp, "title");
  const isCamera = text === readText(exif, "Make") || text === readText(exif, "Model");
  return text && !isCamera && !emptyDescriptions.test(text) ? text : undefined;
}

/**
 * Reads EXIF, XMP and IPTC of a picture with exifreader: at most limits.decode.exifBytesMax of each
 * block; broken blocks are passed over. `now` in milliseconds bounds dates: nothing is taken in
 * the future.
 */
export function readExif(source: ExifSource, now: number): ExifSummary {
  const groups = collectGroups(source);
  const { exif, xmp } = groups;
  const summary: ExifSummary = {
    taken: readTakenAt(groups, now),
    cameraMake: readText(exif, "Make"),
    cameraModel: readText(exif, "Model"),
    cameraSerial: readText(exif, "BodySerialNumber") ?? readText(xmp, "SerialNumber"),
    lens: readText(exif, "LensModel") ?? readText(xmp, "Lens"),
    ...readPosition(exif),
    orientation: isWhole(within(readNumber(exif, "Orientation"), 1, 8)),
    exposureTimeS: within(readNumber(exif, "ExposureTime"), 1e-7, 86_400),
    fNumber: within(readNumber(exif, "FNumber"), 0.1, 1_000),
    iso: isWhole(within(readFirstNumber(exif, "ISOSpeedRatings") ?? readNumber(exif, "RecommendedExposureIndex"), 1, 10_000_000)),
    focalLengthMm: within(readNumber(exif, "FocalLength"), 0.1, 100_000),
    software: readText(exif, "Software"),
    description: readDescription(groups),
    rating: isWhole(within(readNumber(xmp, "Rating") ?? readNumber(exif, "Rating"), -1, 5)),
    keywords: readKeywords(groups),
    places: readPlaces(groups),
  };
  return Object.fromEntries(Object.entries(summary).filter(([, value]) => value !== undefined));
}
