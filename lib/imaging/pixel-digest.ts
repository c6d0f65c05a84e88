import { createHash } from "node:crypto";
import type { Picture } from "./picture";

/** 400 MB as RGBA, which fits into a decoder child beside what decoding takes. */
const pixelsMax = 100_000_000;

/**
 * The SHA-256, in hex, of the size and all pixels of a picture: upright, in sRGB, 8 bits each of RGBA.
 * It is the same for files of any format from which the same picture is decoded. Undefined beyond
 * 100 million pixels.
 */
export async function computePixelDigest(picture: Picture): Promise<string | undefined> {
  const { width, height } = picture;
  if (width * height > pixelsMax) return undefined;
  const image = await picture.openPixels();
  const pixels = await image.toColourspace("srgb").ensureAlpha().raw({ depth: "uchar" }).toBuffer();
  return createHash("sha256").update(`${width}x${height}:`).update(pixels).digest("hex");
}
