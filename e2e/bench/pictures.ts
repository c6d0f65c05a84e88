import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { seededRandom } from "../fixtures/seeded-random";
import type { UploadFile } from "../fixtures/visitor";

const seed = 20_261_121;

/** Paths of the JPEG files below a folder, sorted, so that every run takes the same ones. */
export function listJpegs(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.jpe?g$/i.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return files.sort();
}

/**
 * `count` different photographs of 640 px on the longer side: the folder's own where there are
 * enough, then seeded crops of them. Re-encoded, so that each has bytes of its own.
 */
export async function makePhotographs(folder: string, count: number): Promise<UploadFile[]> {
  const files = listJpegs(folder);
  const random = seededRandom(seed);
  const made: UploadFile[] = [];
  for (let index = 0; made.length < count && index < count * 4; index++) {
    const file = files[index % files.length];
    if (!file) break;
    const made640 = await cropTo640(readFileSync(file), index < files.length ? 1 : 0.5 + random() * 0.3, random).catch(() => undefined);
    if (made640) made.push({ name: `${made.length}-${path.basename(file)}`, bytes: made640, type: "image/jpeg" });
  }
  return made;
}

async function cropTo640(bytes: Buffer, share: number, random: () => number): Promise<Buffer> {
  const { width, height } = await sharp(bytes).metadata();
  const size = { width: Math.max(1, Math.floor(width * share)), height: Math.max(1, Math.floor(height * share)) };
  const left = Math.floor(random() * (width - size.width + 1));
  const top = Math.floor(random() * (height - size.height + 1));
  return sharp(bytes)
    .extract({ left, top, ...size })
    .resize({ width: 640, height: 640, fit: "inside" })
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** `count` pictures of 4000 x 3000 pixels with detail like a camera's: enlarged photographs with seeded grain. */
export async function makeCameraPictures(folder: string, count: number): Promise<UploadFile[]> {
  const files = listJpegs(folder).slice(0, count);
  return Promise.all(
    files.map(async (file, index) => {
      const grain = await sharp({
        create: {
          width: 2000,
          height: 1500,
          channels: 3,
          background: "#808080",
          noise: { type: "gaussian", mean: 128, sigma: 12 + (index % 5) },
        },
      })
        .resize(4000, 3000)
        .png({ compressionLevel: 0 })
        .toBuffer();
      const bytes = await sharp(file)
        .resize(4000, 3000, { fit: "cover" })
        .composite([{ input: grain, blend: "soft-light" }])
        .jpeg({ quality: 90 })
        .toBuffer();
      return { name: `camera-${index}.jpg`, bytes, type: "image/jpeg" };
    }),
  );
}
