import { encodeFeatures, type FeatureSpec } from "@/lib/vision/local-features";
import { extractFeatures } from "@/lib/vision/sift/extract-features";
import type { GreyPicture } from "@/lib/vision/sift/grey-picture";
import type { Raster } from "./raster";
import type { ScaledRasters } from "./scaled-rasters";

/** The luminance 0..255 (Rec. 601) of a raster without transparency. */
export function renderGrey({ width, height, channels, data }: Raster): GreyPicture {
  const grey = new Float32Array(width * height);
  for (let to = 0, from = 0; to < grey.length; to++, from += channels) {
    grey[to] = 0.299 * (data[from] as number) + 0.587 * (data[from + 1] as number) + 0.114 * (data[from + 2] as number);
  }
  return { data: grey, widthPx: width, heightPx: height };
}

/**
 * Local features of a raster for each spec, in their order, as `encodeFeatures` writes them. They are
 * made of the common raster whatever else is wanted, so that a picture has the same features as a
 * query and in the library.
 */
export async function computeLocalFeatures(scaled: ScaledRasters, specs: readonly FeatureSpec[]): Promise<Uint8Array[]> {
  const features: Uint8Array[] = [];
  for (const spec of specs) features.push(encodeFeatures(extractFeatures(renderGrey(await scaled.into(spec)), spec)));
  return features;
}
