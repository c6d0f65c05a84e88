import type { SupportedType } from "@/lib/config";

const heicBrands = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]);
const avifBrands = new Set(["avif", "avis"]);
/** Brands of the container alone; the compatible brands then say which codec is inside. */
const heifBrands = new Set(["mif1", "msf1", "miaf", "mif2"]);

const bmpHeaderSizes = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function startsWith(bytes: Uint8Array, ...magic: number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** The brands of an ISO base media file, the major one first; empty when it is none. */
function readBrands(head: Uint8Array): string[] {
  if (head.length < 16 || ascii(head, 4, 8) !== "ftyp") return [];
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const end = Math.min(view.getUint32(0), head.length);
  const brands = [ascii(head, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(ascii(head, at, at + 4));
  return brands;
}

function sniffHeif(head: Uint8Array): SupportedType | undefined {
  const [major, ...compatible] = readBrands(head);
  if (major === undefined) return undefined;
  if (avifBrands.has(major)) return "image/avif";
  if (heicBrands.has(major)) return "image/heic";
  if (!heifBrands.has(major)) return undefined;
  return compatible.some((brand) => avifBrands.has(brand)) ? "image/avif" : "image/heic";
}

function isBmp(head: Uint8Array): boolean {
  if (head.length < 18 || !startsWith(head, 0x42, 0x4d)) return false;
  return bmpHeaderSizes.has(new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(14, true));
}

/**
 * The media type of a picture by its first bytes, undefined when it is none that Magpie keeps.
 * The first 4 kB are enough. Names and declared types play no part. BigTIFF counts as TIFF. A file
 * that is a picture and something else at once counts as the picture: only picture decoders ever
 * read it.
 */
export function sniffContentType(head: Uint8Array): SupportedType | undefined {
  if (startsWith(head, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (startsWith(head, 0x52, 0x49, 0x46, 0x46) && ascii(head, 8, 12) === "WEBP") return "image/webp";
  const six = ascii(head, 0, 6);
  if (six === "GIF87a" || six === "GIF89a") return "image/gif";
  if (startsWith(head, 0x49, 0x49, 0x2a, 0x00) || startsWith(head, 0x4d, 0x4d, 0x00, 0x2a)) return "image/tiff";
  if (startsWith(head, 0x49, 0x49, 0x2b, 0x00, 0x08) || startsWith(head, 0x4d, 0x4d, 0x00, 0x2b, 0x00, 0x08)) return "image/tiff";
  if (isBmp(head)) return "image/bmp";
  return sniffHeif(head);
}

const media = "a video or another media file";

/** One piece of what may stand before an XML document's first element. */
const prologPiece = /\s+|<\?xml[^>]*>|<!--[\s\S]*?-->|<!doctype[^>]*>/iy;

/** Piece by piece: one pattern over all of them would try every way to split hostile comments, for ever. */
function isSvg(text: string): boolean {
  prologPiece.lastIndex = 0;
  let start = 0;
  while (prologPiece.test(text)) start = prologPiece.lastIndex;
  return /^<(\w+:)?svg\b/i.test(text.slice(start, start + 200));
}

/** Text formats by a pattern, binary ones by their first characters. */
const otherFormats: [RegExp | string, string][] = [
  [/^\s*<(!doctype html|html|head|script|body)\b/i, "a web page"],
  [/^\s*(<\?xml|<x:xmpmeta)/i, "an XML file"],
  [/^\s*%PDF-/, "a PDF document"],
  [/^%!/, "a PostScript document"],
  ["\xc5\xd0\xd3\xc6", "a PostScript document"],
  [/^\s*(push graphic-context|viewbox |fill |image over|encoding )/i, "an ImageMagick drawing script"],
  ["8BPS", "a Photoshop document"],
  ["\xff\x0a", "a JPEG XL picture"],
  ["\0\0\0\x0cJXL ", "a JPEG XL picture"],
  ["\0\0\0\x0cjP  ", "a JPEG 2000 picture"],
  ["\xff\x4f\xff\x51", "a JPEG 2000 picture"],
  ["\0\0\x01\0", "an icon file"],
  [/^[\s\S]{4}ftyp/, media],
  [/^(RIFF[\s\S]{4}AVI |FLV|OggS)/, media],
  ["\x1aE\xdf\xa3", media],
  [/^(ID3|RIFF[\s\S]{4}WAVE|fLaC)/, "a sound file"],
  [/^(PK|Rar!|7z\xbc\xaf)/, "an archive"],
  ["\x1f\x8b", "an archive"],
  [/^P[1-7]\s/, "a PNM picture"],
  ["\x76\x2f\x31\x01", "an OpenEXR picture"],
  [/^#\?R(ADIANCE|GBE)/, "a Radiance HDR picture"],
  [/^MZ/, "a program"],
  ["\x7fELF", "a program"],
];

/**
 * Why a file that `sniffContentType` does not know is refused, as a sentence a person can read:
 * names the format where its first bytes tell it.
 */
export function describeRefusal(head: Uint8Array): string {
  const accepted = "Magpie keeps JPEG, PNG, WebP, AVIF, GIF, TIFF, BMP and HEIC pictures.";
  if (head.length === 0) return "This file is empty.";
  const text = ascii(head, 0, Math.min(head.length, 1_024)).replace(/^\u00ef\u00bb\u00bf/, "");
  if (isSvg(text)) return `This is an SVG drawing. ${accepted}`;
  const known = otherFormats.find(([start]) => (typeof start === "string" ? text.startsWith(start) : start.test(text)));
  return known ? `This is ${known[1]}. ${accepted}` : `This is not a picture of a known format. ${accepted}`;
}
