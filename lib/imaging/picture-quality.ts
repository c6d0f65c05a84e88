import { computeDetailSpectrum, type DetailSpectrum } from "@/lib/vision/detail-spectrum";
import type { Picture } from "./picture";
import { openRaster, type Raster } from "./raster";
import type { ScaledRasters } from "./scaled-rasters";

/** What is measured of a picture for choosing among its duplicates. */
export type PictureQuality = {
  /** Variance of the Laplacian of the luminance at most 512 px long: higher is sharper, 0 is flat. */
  sharpness: number;
  /** The setting, 1..100, with which the common JPEG library would have saved it; absent for other formats. */
  jpegQuality?: number;
  /** How colourful it is, see `measureChroma`. */
  chroma: number;
  /** What detail the picture holds, as far as the common raster shows it; absent for the smallest ones. */
  detail?: DetailSpectrum;
};

/** As the features of the `view` layer, so that a picture is scaled once for both. */
const sharpnessBox = { widthPx: 512, heightPx: 512 };

/**
 * Measures a picture: how sharp and colourful it is, what detail it holds, and of a JPEG file how it was saved. Copies of one picture in
 * different sizes are compared at the same scale, so a small one is sharper only where the large one
 * has nothing to show for its pixels.
 */
export async function computeQuality(
  picture: Pick<Picture, "contentType" | "bytes">,
  raster: Raster,
  scaled: ScaledRasters,
): Promise<PictureQuality> {
  const sharpness = await computeSharpness(scaled);
  const detail = computeDetailSpectrum(raster);
  const jpegQuality = picture.contentType === "image/jpeg" ? estimateJpegQuality(picture.bytes) : undefined;
  const chroma = measureChroma(raster);
  return {
    sharpness: Math.round(sharpness * 100) / 100,
    chroma,
    ...(jpegQuality !== undefined && { jpegQuality }),
    ...(detail && { detail }),
  };
}

/** About so many pixels are looked at, on a grid. */
const chromaSamples = 16_384;

/** By how many levels, 0..255, the largest and the smallest of red, green and blue differ: 95 of 100 pixels do so by no more. 0: grey. */
export function measureChroma({ width, height, channels, data }: Raster): number {
  const histogram = new Uint32Array(256);
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / chromaSamples)));
  let pixels = 0;
  for (let y = Math.floor(step / 2); y < height; y += step) {
    for (let x = Math.floor(step / 2); x < width; x += step) {
      const at = (y * width + x) * channels;
      const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
      const apart = Math.max(red, green, blue) - Math.min(red, green, blue);
      histogram[apart] = (histogram[apart] as number) + 1;
      pixels++;
    }
  }
  let levels = 0;
  for (let below = histogram[0] as number; below < 0.95 * pixels; below += histogram[levels] as number) levels++;
  return levels;
}

/** Variance of the 4-neighbour Laplacian (Pech-Pacheco et al. 2000). */
async function computeSharpness(scaled: ScaledRasters): Promise<number> {
  const { data, info } = await openRaster(await scaled.into(sharpnessBox))
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const step = width * channels;
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * step + channels, end = (y + 1) * step - channels; at < end; at += channels) {
      const around =
        (data[at - channels] as number) + (data[at + channels] as number) + (data[at - step] as number) + (data[at + step] as number);
      const value = 4 * (data[at] as number) - around;
      sum += value;
      squares += value * value;
    }
  }
  const count = (width - 2) * (height - 2);
  return count > 0 ? squares / count - (sum / count) ** 2 : 0;
}

/** Sum of the luminance table of the JPEG standard (ITU-T T.81, table K.1), which quality 50 stands for. */
const standardSum = 3_688;

/**
 * The quality, 1..100, at which the IJG library's luminance table is as coarse as this file's; from the
 * first quantisation table; below 20, where its steps end at 255, a little too high. Undefined where there is none before the picture's data.
 */
export function estimateJpegQuality(bytes: Uint8Array): number | undefined {
  const sum = sumFirstTable(bytes);
  if (sum === undefined) return undefined;
  const scale = (100 * sum) / standardSum;
  const quality = scale <= 100 ? (200 - scale) / 2 : 5_000 / scale;
  return Math.max(1, Math.min(100, Math.round(quality)));
}

const [startOfScan, quantisationTables] = [0xda, 0xdb];

/** The sum of the 64 steps of the first quantisation table of a JPEG file. */
function sumFirstTable(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === startOfScan) return undefined;
    if (marker === quantisationTables) {
      const isWide = (bytes[at + 4] as number) >> 4 !== 0;
      const from = at + 5;
      if (from + 64 * (isWide ? 2 : 1) > bytes.length) return undefined;
      let sum = 0;
      for (let step = 0; step < 64; step++) sum += isWide ? view.getUint16(from + step * 2) : (bytes[from + step] as number);
      return sum;
    }
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
