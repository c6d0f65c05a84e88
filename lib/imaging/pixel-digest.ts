import { createHash } from "node:crypto";
import type { Picture } from "./picture";

/** 400 MB as RGBA, which fits into a decoder child beside what decoding takes. */
const pixelsMax = 100_000_000;

/** libvips' names of samples that hold more than 8 bits. */
const deepSamples: ReadonlySet<string | undefined> = new Set(["ushort", "short", "uint", "int", "float", "double"]);

/**
 * The SHA-256, in hex, of the size and all pixels of a picture: upright, in sRGB, 8 bits each of RGBA; or 16 where the file
 * has more than 8, so that what keeps finer shades has other pixels than what does not. It is the same for files of any
 * format from which the same picture is decoded. Undefined beyond 100 million pixels, half of that at 16 bits.
 */
export async function computePixelDigest(picture: Picture): Promise<string | undefined> {
  const { width, height } = picture;
  if (width * height > pixelsMax) return undefined;
  const image = await picture.openPixels();
  const isDeep = deepSamples.has((await image.metadata()).depth);
  if (isDeep && width * height > pixelsMax / 2) return undefined;
  const raw = image.toColourspace(isDeep ? "rgb16" : "srgb").ensureAlpha();
  const pixels = await raw.raw({ depth: isDeep ? "ushort" : "uchar" }).toBuffer();
  return createHash("sha256")
    .update(`${width}x${height}${isDeep ? "x16" : ""}:`)
    .update(pixels)
    .digest("hex");
}
