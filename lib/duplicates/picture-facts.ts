import { isRaw } from "../images/picture-formats";
import type { FactsRow } from "./facts-queries";
import { type PictureFacts, type PictureFormat, pictureFacts } from "./schema";

/** Formats of which no pixel is lost by saving; a TIFF or WebP may be either, and is taken for what it mostly is. */
const losslessFormats: ReadonlySet<PictureFormat> = new Set(["png", "bmp", "tiff", "raw"]);

/** Programs that write a picture again, as they call themselves in EXIF; a camera's firmware is none. */
const editors =
  /photoshop|lightroom|camera raw|gimp|snapseed|picasa|affinity|capture one|darktable|rawtherapee|pixelmator|instagram|vsco|paint|irfanview|acdsee|luminar|dxo|on1|photoscape|canva|faceapp|facetune|picsart|imagemagick|photo ?editor|photo gallery|windows photo|^photos \d|google|krita|xnview|facebook|whatsapp/i;

/** What cameras and phones call files by themselves (DCF, and what Android and others made of it). */
const cameraName =
  /^(?:(?:_?dsc[fn]?|_?img|_mg|_?p\d|pict|imgp|sam|cimg|sdc|kif|gopr|gp|g\d{3}|dji|dscn|mvimg|pxl|vid|hpim|dcp|100)[_-]?\d{3,}|img_\d{8}_\d{6}|pxl_\d{8}_\d+|mvimg_\d{8}_\d+|dji_\d{8}\w*|\d{8}_\d{6}|[a-z]\d{7})[\w.~]*\.\w{3,4}$/i;
const copyName = /\(\d+\)|copy|kopie|copie|copia|edit|bearbeitet|resized|scaled|small|-wa\d{4}|^fb_img|screenshot/i;

/** What speaks for keeping a picture, of everything that is known of it. */
export function toPictureFacts(row: FactsRow): PictureFacts {
  const pixels = row.width && row.height ? row.width * row.height : null;
  const format = formatOf(row);
  const camera = [row.cameraMake, row.cameraModel].filter(Boolean).join(" ") || null;
  const editedWith = editorOf(row.exif?.software);
  return {
    pixels,
    bytesPerPixel: pixels === null ? null : row.sizeBytes / pixels,
    jpegQuality: numberOf(row.quality, "jpegQuality"),
    sharpness: numberOf(row.quality, "sharpness"),
    detail: pictureFacts.shape.detail.safeParse(row.quality?.detail).data ?? null,
    format,
    isLossless: losslessFormats.has(format),
    metadataCount: countMetadata(row),
    camera,
    isCameraFile: camera !== null && editedWith === null && isCameraName(row.originalName),
    editedWith,
    hasPosition: row.latitude !== null && row.longitude !== null,
    takenLocal: row.takenSource === "added" ? null : row.takenLocal.slice(0, 19).replace(" ", "T"),
    rating: row.rating,
    favourite: row.favourite,
    collectionCount: row.collectionCount,
    isProtected: row.isProtected,
  };
}

/** The family of a picture's file format; raw files are known by their names. */
export function formatOf(file: Pick<FactsRow, "contentType" | "originalName">): PictureFormat {
  if (isRaw(file)) return "raw";
  const [, kind = ""] = file.contentType.split("/");
  return (kind === "heif" ? "heic" : kind) as PictureFormat;
}

/** Whether a file is called as a camera or phone calls its own files, and not as a copy of one. */
export function isCameraName(originalName: string): boolean {
  return cameraName.test(originalName) && !copyName.test(originalName);
}

function editorOf(software: unknown): string | null {
  return typeof software === "string" && editors.test(software) ? software : null;
}

/** How much a file tells of itself: fields of EXIF, XMP and IPTC, and words and stars of people. */
function countMetadata({ exif, title, description, tags, rating }: FactsRow): number {
  const { orientation, ...told } = exif ?? {};
  const said = [title, description, tags.length > 0 || null, rating];
  return Object.keys(told).length + said.filter((value) => value !== null).length;
}

function numberOf(quality: Record<string, unknown> | null, name: string): number | null {
  const value = quality?.[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
