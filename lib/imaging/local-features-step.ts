import { encodeFeatures, type FeatureSpec } from "@/lib/vision/local-features";
import { extractFeatures } from "@/lib/vision/sift/extract-features";
import type { GreyPicture } from "@/lib/vision/sift/grey-picture";
import { openOpaque, type Raster } from "./raster";

/** The raster scaled down, never up, into the box, as luminance 0..255 (Rec. 601), transparency over white. */
export async function renderGrey(raster: Raster, box: { widthPx: number; heightPx: number }): Promise<GreyPicture> {
  const { data, info } = await openOpaque(raster)
    .resize({ width: box.widthPx, height: box.heightPx, fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const grey = new Float32Array(width * height);
  for (let to = 0, from = 0; to < grey.length; to++, from += channels) {
    grey[to] = 0.299 * (data[from] as number) + 0.587 * (data[from + 1] as number) + 0.114 * (data[from + 2] as number);
  }
  return { data: grey, widthPx: width, heightPx: height };
}

/**
 * Local features of a raster for each spec, in their order, as `encodeFeatures` writes them. They are
 * made of the common raster whatever else is wanted, so that a picture has the same features as a
 * query and in the library. Specs of one box share the scaled picture.
 */
export async function computeLocalFeatures(raster: Raster, specs: readonly FeatureSpec[]): Promise<Uint8Array[]> {
  const greys = new Map<string, GreyPicture>();
  const features: Uint8Array[] = [];
  for (const spec of specs) {
    const box = `${spec.widthPx}x${spec.heightPx}`;
    const grey = greys.get(box) ?? (await renderGrey(raster, spec));
    greys.set(box, grey);
    features.push(encodeFeatures(extractFeatures(grey, spec)));
  }
  return features;
}
