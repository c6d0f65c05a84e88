import sharp from "sharp";
import { seededRandom } from "../fixtures/seeded-random";

const random = seededRandom(20_261_121);

/** A small picture that is unlike every other of the run. */
export async function makePicture(): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = Buffer.from(Array.from({ length: 12 * 9 * 3 }, () => Math.floor(random() * 256)));
  const bytes = await sharp(pixels, { raw: { width: 12, height: 9, channels: 3 } })
    .resize(160, 120, { kernel: "cubic" })
    .jpeg({ quality: 90 })
    .toBuffer();
  return new Uint8Array(bytes);
}

/** A near duplicate: the same picture with other bytes. */
export async function recompress(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await sharp(bytes).jpeg({ quality: 86 }).toBuffer());
}

/** A form of files under one name, as a browser sends it. */
export function formOf(name: string, ...files: Uint8Array<ArrayBuffer>[]): FormData {
  const form = new FormData();
  for (const [at, bytes] of files.entries()) form.append(name, new File([bytes], `picture-${at}.jpg`, { type: "image/jpeg" }));
  return form;
}
