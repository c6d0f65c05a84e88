import { getOriginal, getThumbnail } from "../images/file-schema";
import { addressOf } from "./call";

/** The address of an image's small thumbnail (400 px). */
export function smallThumbnailUrl(imageId: string): string {
  return addressOf(getThumbnail, { imageId, size: "small" }).url;
}

/** The address of an image's large thumbnail (1600 px). */
export function largeThumbnailUrl(imageId: string): string {
  return addressOf(getThumbnail, { imageId, size: "large" }).url;
}

/** The address of the original bytes, to show or to download. */
export function originalUrl(imageId: string, options: { download?: boolean } = {}): string {
  return addressOf(getOriginal, { imageId, ...(options.download && { download: true }) }).url;
}
