import type { FeatureSpec, LocalFeatures } from "../local-features";
import { binarizeDescriptor } from "./binarize-descriptor";
import { describeKeyPoint, descriptorLength } from "./describe-key-point";
import { findKeyPoints } from "./find-key-points";
import { findOrientations } from "./find-orientations";
import type { GreyPicture } from "./grey-picture";
import { buildScaleSpace, layersPerOctave } from "./scale-space";

/** Key points fainter than this are left out, as a share of black to white. */
const contrastMin = 0.04 / layersPerOctave;
/** Smaller pictures have no features. */
const sidePxMin = 16;

export type SiftOptions = { featuresMax: number; doubled?: boolean; contrastMin?: number };

/** Features before they are made bits: as `LocalFeatures`, with `numbers` [count, 128] and the contrast of each. */
export type SiftFeatures = Omit<LocalFeatures, "descriptors"> & { contrast: Float32Array; numbers: Float32Array };

/**
 * SIFT key points of a picture with their descriptors' 128 numbers as they are summed, the most
 * contrast first. A picture below 16 px a side, or without any blob, has none. Source: Lowe,
 * Distinctive image features from scale-invariant keypoints, 2004.
 */
export function extractSift(picture: GreyPicture, options: SiftOptions): SiftFeatures {
  const { widthPx, heightPx } = picture;
  const places: { x: number; y: number; size: number; angle: number; contrast: number }[] = [];
  const numbers = new Float32Array(options.featuresMax * descriptorLength);
  const tiny = Math.min(widthPx, heightPx) < sidePxMin;
  const points = tiny ? [] : findKeyPoints(buildScaleSpace(picture, options.doubled ?? false), options.contrastMin ?? contrastMin);
  for (const point of points) {
    if (places.length >= options.featuresMax) break;
    const { pxPerPixel, offsetPx } = point.octave;
    for (const angle of findOrientations(point).slice(0, options.featuresMax - places.length)) {
      describeKeyPoint(point, angle, numbers, places.length * descriptorLength);
      const { contrast } = point;
      places.push({
        x: point.x * pxPerPixel + offsetPx,
        y: point.y * pxPerPixel + offsetPx,
        size: 2 * point.sigma * pxPerPixel,
        angle,
        contrast,
      });
    }
  }
  return {
    widthPx,
    heightPx,
    count: places.length,
    x: Float32Array.from(places, ({ x }) => x),
    y: Float32Array.from(places, ({ y }) => y),
    size: Float32Array.from(places, ({ size }) => size),
    angle: Float32Array.from(places, ({ angle }) => angle),
    contrast: Float32Array.from(places, ({ contrast }) => contrast),
    numbers: numbers.slice(0, places.length * descriptorLength),
  };
}

/**
 * The strongest local features of a picture that is scaled already as `spec` says, see
 * [Note: Local features]. Its luminance is 0..255. Flat and tiny pictures have none.
 */
export function extractFeatures(grey: GreyPicture, spec: FeatureSpec): LocalFeatures {
  const { numbers, contrast: _, ...places } = extractSift(grey, spec);
  const bytesEach = spec.dimensions / 8;
  const descriptors = new Uint8Array(places.count * bytesEach);
  for (let i = 0; i < places.count; i++) {
    const own = numbers.subarray(i * descriptorLength, (i + 1) * descriptorLength);
    binarizeDescriptor(own, spec.dimensions, descriptors, i * bytesEach);
  }
  return { ...places, descriptors };
}
