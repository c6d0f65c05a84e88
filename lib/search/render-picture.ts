import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import type { TemporaryPictures } from "./temporary-pictures";

/**
 * The JPEG of a picture that is searched with, a file that was sent or one behind an address, upright as
 * search and recognition see it: what no browser shows (HEIC), and what a page may not load from
 * elsewhere, can be looked at. Its longer side is at most `limits.thumbnail.largePx`.
 * @throws AppError invalid-input unless one picture is named; file-too-large, type-not-allowed,
 *   undecodable, decode-limit, storage-full; address-not-allowed, fetch-failed
 */
export async function renderPicture(
  ctx: Pick<Context, "decoder">,
  { url }: { url?: string | undefined },
  pictures: TemporaryPictures,
): Promise<Uint8Array> {
  const file = pictures.find();
  if ((file === undefined) === (url === undefined)) throw new AppError("invalid-input", "Name one picture: a url or a picture.");
  const path = file ?? (await pictures.fetch(url as string));
  return ctx.decoder.thumbnail(path, { sizePx: limits.thumbnail.largePx, format: "jpeg" });
}
