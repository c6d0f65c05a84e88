import { downloadShared, getSharedOriginal, getSharedThumbnail } from "../sharing/link-schema";
import { addressOf } from "./call";

/** Addresses of a picture as a share link shows it: its small and its large thumbnail, and the file to keep. */
export function sharedAddresses(token: string, imageId: string): { small: string; large: string; original: string } {
  const thumbnail = (size: "small" | "large") => addressOf(getSharedThumbnail, { token, imageId, size }).url;
  return {
    small: thumbnail("small"),
    large: thumbnail("large"),
    original: addressOf(getSharedOriginal, { token, imageId }).url,
  };
}

/** The address of a zip of everything that a share link shows. */
export function sharedArchiveUrl(token: string): string {
  return addressOf(downloadShared, { token }).url;
}
