import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import type { GreyPicture } from "@/lib/vision/sift/grey-picture";

/** Drawn by make-sift.py, and photographs of COCO; all at most so many pixels a side. */
export const goldenPictures = ["shapes.png", "000000000790.jpg", "000000030752.jpg", "000000037666.jpg"];
export const goldenSidePx = 400;

/** Where a golden picture lies; `data` is the folder of MAGPIE_DATA. */
export function goldenPath(name: string, data: string): string {
  return name.endsWith(".png") ? path.join(import.meta.dirname, name) : path.join(data, "coco-mini/train2017", name);
}

/** A picture as 8-bit luminance, upright and scaled down as the golden file's were. */
export async function readGrey(file: string): Promise<GreyPicture & { data: Uint8Array }> {
  const box = { width: goldenSidePx, height: goldenSidePx, fit: "inside", withoutEnlargement: true } as const;
  const { data, info } = await sharp(file)
    .autoOrient()
    .removeAlpha()
    .toColourspace("srgb")
    .resize(box)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const level = (from: number) => Math.round(0.299 * (data[from] ?? 0) + 0.587 * (data[from + 1] ?? 0) + 0.114 * (data[from + 2] ?? 0));
  const grey = Uint8Array.from({ length: info.width * info.height }, (_, at) => level(at * info.channels));
  return { data: grey, widthPx: info.width, heightPx: info.height };
}

/** Writes the golden pictures as raw luminance for make-sift.py, with a list of their sizes. */
async function writeGrey(data: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const list: { name: string; widthPx: number; heightPx: number }[] = [];
  for (const name of goldenPictures) {
    const grey = await readGrey(goldenPath(name, data));
    writeFileSync(path.join(folder, `${name}.raw`), grey.data);
    list.push({ name, widthPx: grey.widthPx, heightPx: grey.heightPx });
  }
  writeFileSync(path.join(folder, "pictures.json"), JSON.stringify(list));
}

const [, program, data, folder] = process.argv;
if (program?.endsWith("write-grey.ts") && data && folder) await writeGrey(data, folder);
