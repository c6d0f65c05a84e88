import { limits } from "../limits";

/** Control characters, line separators, and marks that change the direction of text and so can disguise a name. */
const unwanted = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/**
 * The name of a file as people see it: the last part of its path, well-formed, without control and
 * direction marks, at most `limits.upload.fileNameBytesMax` bytes of UTF-8 with its extension kept.
 * It is for showing only; storage makes names of its own.
 */
export function cleanFileName(name: string): string {
  const lastPart = name.slice(0, 65_536).split(/[/\\]/).at(-1) ?? "";
  const clean = Buffer.from(lastPart).toString().normalize("NFC").replace(unwanted, "").trim();
  if (clean === "" || clean === "." || clean === "..") return "unnamed";
  return shorten(clean, limits.upload.fileNameBytesMax);
}

/** Cuts the middle away between name and extension, never inside a character. */
function shorten(name: string, bytesMax: number): string {
  if (Buffer.byteLength(name) <= bytesMax) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : "";
  const room = bytesMax - Buffer.byteLength(extension);
  let stem = "";
  let used = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    used += Buffer.byteLength(character);
    if (used > room) break;
    stem += character;
  }
  return stem + extension;
}
