import type { Context } from "../context/context";
import type { ServedBytes } from "./get-original";
import type { PictureSource } from "./view-queries";

/**
 * The picture at full resolution without anything else: upright, in sRGB, no metadata, only the first
 * frame. PNG of PNG and GIF, else JPEG. Made when it is first opened, and kept. For an image that the
 * caller has seen may be shown (`findPictureSources`, `findSeenSources`).
 * `open` throws AppError undecodable, decode-limit, not-found or unavailable.
 */
export async function getCleanOriginal(
  _ctx: Pick<Context, "db" | "storage" | "decoder" | "log">,
  _image: PictureSource,
): Promise<ServedBytes & { fileName: string }> {
  throw new Error("not made yet");
}
