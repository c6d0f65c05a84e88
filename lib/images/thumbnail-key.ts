/** Where a stored thumbnail of an image lies; both are JPEG, see [Note: Thumbnail format]. */
export function thumbnailKey(imageId: string, size: "small" | "large"): string {
  return `derived/${imageId}/${size}.jpg`;
}
