import type { Picture } from "./picture";

/**
 * Encodes a picture anew at full resolution: upright, in sRGB at 8 bits, and nothing but pixels: no
 * EXIF, XMP, IPTC, colour profile, comment or embedded thumbnail. JPEG at quality 92 without chroma
 * subsampling has no transparency: it is laid over white. Straight from the decoder to the encoder,
 * so that no whole raster is held.
 */
export async function encodeCleanCopy(picture: Picture, format: "jpeg" | "png"): Promise<Uint8Array> {
  const image = (await picture.openPixels()).toColourspace("srgb");
  if (format === "png") return image.png({ compressionLevel: 6 }).toBuffer();
  return image.flatten({ background: "#ffffff" }).jpeg({ quality: 92, chromaSubsampling: "4:4:4" }).toBuffer();
}
