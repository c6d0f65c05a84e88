import { encodeCleanCopy } from "./clean-copy";
import { computeColours } from "./colours";
import { cropRaster, type PictureRegion } from "./crop-raster";
import type { CleanFormat, DecodeRequest, ThumbnailOptions } from "./decoder";
import type { DecodedPicture } from "./decoder-messages";
import { readExif } from "./exif";
import { hasPixelsFor, preparePixels } from "./image-tensor";
import { computeLocalFeatures } from "./local-features-step";
import { computePerceptualHash } from "./perceptual-hash";
import { openPicture, type Picture, toDecodeError } from "./picture";
import { computeQuality } from "./picture-quality";
import { computePixelDigest } from "./pixel-digest";
import { type Raster, renderRaster } from "./raster";
import { ScaledRasters } from "./scaled-rasters";
import type { TensorSpec } from "./tensor-spec";
import { encodeRaster, makeThumbnails } from "./thumbnails";

/** Longer side of what is decoded for a small part of a picture: about 200 MB at most. */
const renderedPxMax = 8_192;

/** Runs `step` and writes how long it took under its name. */
async function timed<T>(timingsMs: Record<string, number>, name: string, step: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await step();
  timingsMs[name] = performance.now() - start;
  return result;
}

async function guard<T>(picture: Picture, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toDecodeError(error, picture.contentType);
  }
}

const whole: PictureRegion = { left: 0, top: 0, width: 1, height: 1 };

/** Panoramas, and small parts, have too few pixels on their short side in the common raster: those are decoded once more. */
async function pixelsOf(picture: Picture, raster: Raster, spec: TensorSpec, region: PictureRegion = whole): Promise<Uint8Array> {
  const crop = (from: Raster) => (region === whole ? from : cropRaster(from, region));
  const part = { width: picture.width * region.width, height: picture.height * region.height };
  const cropped = await crop(raster);
  if (hasPixelsFor(cropped, part, spec)) return preparePixels(cropped, spec);
  const scale = Math.min(1, (spec.shortestSidePx ?? Math.min(spec.width, spec.height)) / Math.min(part.width, part.height));
  const sidePx = Math.ceil(Math.max(picture.width, picture.height) * scale);
  if (region !== whole) return preparePixels(await crop(await renderRaster(picture, Math.min(renderedPxMax, sidePx))), spec);
  return preparePixels(await renderRaster(picture, sidePx), spec);
}

/**
 * Decodes one picture and makes everything that was asked for out of one decode. Runs in a decoder
 * child only. With nothing but EXIF wanted, no pixel is decoded.
 * @throws AppError "type-not-allowed", "undecodable" or "decode-limit"
 */
export async function decodePicture(request: DecodeRequest): Promise<DecodedPicture> {
  const { want } = request;
  const timingsMs: Record<string, number> = {};
  const picture = await timed(timingsMs, "header", () => openPicture(request.path));
  const { contentType, width, height, frames } = picture;
  const decoded: DecodedPicture = { contentType, width, height, frames, timingsMs };
  if (want.exif) decoded.exif = await timed(timingsMs, "exif", () => readExif(picture, Date.now()));
  const ofRaster = want.thumbnails || want.perceptualHash || want.tensor || want.features || want.quality || want.colours;
  if (want.exif && !ofRaster && !want.pixelDigest) return decoded;
  return guard(picture, async () => {
    if (want.pixelDigest) decoded.pixelDigest = await timed(timingsMs, "pixelDigest", () => computePixelDigest(picture));
    if (want.pixelDigest && !ofRaster) return decoded;
    const raster = await timed(timingsMs, "decode", () => renderRaster(picture));
    const scaled = new ScaledRasters(raster);
    if (want.thumbnails) decoded.thumbnails = await timed(timingsMs, "thumbnails", () => makeThumbnails(raster));
    if (want.perceptualHash) decoded.perceptualHash = await timed(timingsMs, "perceptualHash", () => computePerceptualHash(raster));
    if (want.quality) decoded.quality = await timed(timingsMs, "quality", () => computeQuality(picture, raster, scaled));
    if (want.colours) decoded.colours = await timed(timingsMs, "colours", () => computeColours(raster));
    const spec = want.tensor;
    if (spec) decoded.pixels = await timed(timingsMs, "tensor", () => pixelsOf(picture, raster, spec, want.region));
    const specs = want.features;
    if (specs) decoded.features = await timed(timingsMs, "features", () => computeLocalFeatures(scaled, specs));
    return decoded;
  });
}

/** One thumbnail, its longer side at most `sizePx`; nothing is enlarged. Runs in a decoder child only. */
export async function makeThumbnail(path: string, options: ThumbnailOptions): Promise<Uint8Array> {
  const picture = await openPicture(path);
  return guard(picture, async () => encodeRaster(await renderRaster(picture, options.sizePx), options.format));
}

/** The picture at full resolution and nothing else, see `encodeCleanCopy`. Runs in a decoder child only. */
export async function makeCleanCopy(path: string, format: CleanFormat): Promise<Uint8Array> {
  const picture = await openPicture(path);
  return guard(picture, () => encodeCleanCopy(picture, format));
}
