import { limits } from "../limits";
import { downloadShared, getSharedOriginal, getSharedThumbnail } from "../sharing/schema";
import { addressOf } from "./call";

/** Addresses of a picture as a share link shows it: its small and its large thumbnail, and the file to keep. */
export function sharedAddresses(token: string, imageId: string): { small: string; large: string; original: string } {
  const thumbnail = (size: number) => addressOf(getSharedThumbnail, { token, imageId, size }).url;
  return {
    small: thumbnail(limits.thumbnail.smallPx),
    large: thumbnail(limits.thumbnail.largePx),
    original: addressOf(getSharedOriginal, { token, imageId }).url,
  };
}

/** The address of a zip of everything that a share link shows. */
export function sharedArchiveUrl(token: string): string {
  return addressOf(downloadShared, { token }).url;
}
