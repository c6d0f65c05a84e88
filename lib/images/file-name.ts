import type { SupportedType } from "../config";

const bytesMax = 200;

/** The first is the one that is given to a name without a fitting one. */
const extensionsOf: Record<SupportedType, readonly [string, ...string[]]> = {
  "image/jpeg": ["jpg", "jpeg", "jpe", "jfif"],
  "image/png": ["png", "apng"],
  "image/webp": ["webp"],
  "image/avif": ["avif", "avifs"],
  "image/gif": ["gif"],
  "image/tiff": ["tif", "tiff"],
  "image/bmp": ["bmp", "dib"],
  "image/heic": ["heic", "heif", "hif"],
};
const pictureExtensions: ReadonlySet<string> = new Set(Object.values(extensionsOf).flat());

/** Control characters, line separators, and marks that change the direction of text or show nothing. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
/** What some file system or shell reserves. */
const reserved = /[<>:"|?*]/g;
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * The name under which an original is kept, where a person can find it: the last part of its path in
 * Unicode NFC, without what a file system could trip over, at most 200 bytes of UTF-8, with an
 * extension that says what the bytes are.
 */
export function toSafeFileName(originalName: string, contentType: SupportedType): string {
  const lastPart = originalName.slice(0, 65_536).split(/[/\\]/).at(-1) ?? "";
  const clean = lastPart
    .replace(/\p{Cs}/gu, "\ufffd")
    .normalize("NFC")
    .replace(invisible, "")
    .replace(reserved, "_");
  const { stem, extension } = splitName(clean, contentType);
  const bare = stem.replace(/^[.\s]+|[.\s]+$/g, "") || "picture";
  const safe = deviceName.test(bare) ? `_${bare}` : bare;
  return `${cutBytes(safe, bytesMax - Buffer.byteLength(extension) - 1).trimEnd()}.${extension}`;
}

/** The name of a zip of a collection or a link, whatever that is called: "Summer / autumn" gives "Summer _ autumn.zip". */
export function toArchiveName(title: string): string {
  return toSafeFileName(title.replace(/[/\\]/g, "_"), "image/jpeg").replace(/\.jpg$/, ".zip");
}

/** "a.jpg" and 2 give "a (2).jpg", at most 200 bytes. */
export function numberFileName(fileName: string, number: number | string): string {
  const dot = fileName.lastIndexOf(".");
  const ending = ` (${number})${fileName.slice(dot)}`;
  return cutBytes(fileName.slice(0, dot), bytesMax - Buffer.byteLength(ending)).trimEnd() + ending;
}

/** The extension that a format usually has: "jpg". */
export function usualExtension(contentType: SupportedType): string {
  return extensionsOf[contentType][0];
}

/** An extension of another picture format is replaced; any other ending is part of the name. */
function splitName(name: string, contentType: SupportedType): { stem: string; extension: string } {
  const [usual] = extensionsOf[contentType];
  const dot = name.lastIndexOf(".");
  const extension = dot < 0 ? "" : name.slice(dot + 1).trim();
  const known = extension.toLowerCase();
  if (extensionsOf[contentType].includes(known)) return { stem: name.slice(0, dot), extension };
  return { stem: pictureExtensions.has(known) ? name.slice(0, dot) : name, extension: usual };
}

/** The longest beginning of at most `max` bytes that cuts no character. */
function cutBytes(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text;
  let used = 0;
  let kept = "";
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > max) break;
    kept += character;
  }
  return kept;
}
