import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "../../errors";

/**
 * The origin that addresses are signed for. It is never resolved: addresses leave this server as
 * paths, so that any host name, port or proxy in front of it works.
 */
export const signedOrigin = "http://uploads.invalid";
export const receivePath = "/api/receive";

/**
 * Checks an upload address as `generateSignedURL` of @uploadthing/shared 7.1.10 makes it: HMAC-SHA-256
 * over the URL as it was before `signature` was appended. Returns the id of the upload it is for
 * (the `customId`; UploadThing's own `key` has only 31 random bits and is no identity).
 * @throws AppError forbidden when it is not ours, was changed, or has expired
 */
export function verifyPresignedUrl(url: URL, apiKey: string, now: Date): string {
  const end = url.search.lastIndexOf("&signature=");
  if (end < 0 || !url.pathname.startsWith(`${receivePath}/`)) throw new AppError("forbidden", "This upload address is not signed.");
  const signed = `${signedOrigin}${url.pathname}${url.search.slice(0, end)}`;
  const given = safeDecode(url.search.slice(end + "&signature=".length));
  const expected = `hmac-sha256=${createHmac("sha256", apiKey).update(signed).digest("hex")}`;
  if (!equalInConstantTime(given, expected)) throw new AppError("forbidden", "The signature of this upload address is wrong.");
  if (!(Number(url.searchParams.get("expires")) > now.getTime())) throw new AppError("forbidden", "This upload address has expired.");
  const uploadId = url.searchParams.get("x-ut-custom-id") ?? "";
  if (!isUploadId(uploadId)) throw new AppError("forbidden", "This upload address names no upload.");
  return uploadId;
}

/** `batchId.index`; such an id is safe as part of a file name. */
export function isUploadId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d{1,4}$/.test(text);
}

function equalInConstantTime(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
