import decodeHeif from "heic-decode";
import { AppError } from "@/lib/errors";

/** Decoded pixels: `data` is [height, width, 4], RGBA, in the file's own colour space. */
export type HeicPixels = { width: number; height: number; data: Uint8Array };

/**
 * Decodes one picture of a HEIC file with libheif in WebAssembly (heic-decode); mirroring and
 * turning written in the container are applied. `index` counts the file's top-level pictures.
 * `check` is called with the size before any pixel is decoded and may throw.
 * @throws AppError "undecodable" when the file has no such picture
 */
export async function decodeHeic(
  bytes: Uint8Array,
  options: { index: number; check: (width: number, height: number) => void },
): Promise<HeicPixels> {
  const pictures = await decodeHeif.all({ buffer: bytes });
  try {
    const picture = pictures[options.index] ?? pictures[0];
    if (!picture) throw new AppError("undecodable", "This HEIC file has no picture inside.");
    options.check(picture.width, picture.height);
    const { width, height, data } = await picture.decode();
    return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  } finally {
    pictures.dispose();
  }
}
