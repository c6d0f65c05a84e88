/** Where a stored thumbnail of an image lies; both are JPEG, see [Note: Thumbnail format]. */
export function thumbnailKey(imageId: string, size: "small" | "large"): string {
  return `derived/${imageId}/${size}.jpg`;
}

/**
 * [Note: Kept sizes] Thumbnails may be asked for in any size, but only these are kept, so that one
 * picture never takes more than so many files. Other sizes are made of the next larger one, which
 * takes 5 to 40 ms, and are kept by whoever asked.
 */
export const keptSizes = [64, 128, 200, 256, 300, 400, 512, 640, 800, 1_024, 1_280, 1_600, 2_048] as const;

/** The kept size that a picture of this size is made of: itself, or the next larger one. */
export function findKeptSize(sizePx: number): number {
  return keptSizes.find((kept) => kept >= sizePx) ?? keptSizes[keptSizes.length - 1] ?? sizePx;
}

/** The largest kept size that is no larger than this; below the smallest the size itself. */
export function roundToKeptSize(sizePx: number): number {
  return keptSizes.findLast((kept) => kept <= sizePx) ?? sizePx;
}
