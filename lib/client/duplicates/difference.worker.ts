import { computeDifference, type Pixels } from "./compute-difference";
import type { DifferenceAnswer, DifferenceRequest } from "./picture-difference";

async function loadPixels(url: string, sidePxMax: number): Promise<Pixels> {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error("A picture could not be loaded.");
  const bitmap = await createImageBitmap(await response.blob());
  const share = Math.min(1, sidePxMax / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.max(1, Math.round(bitmap.width * share)), Math.max(1, Math.round(bitmap.height * share))];
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser cannot compare pictures.");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { data: context.getImageData(0, 0, width, height).data, width, height };
}

async function answer({ id, urls, toSecond, sidePxMax }: DifferenceRequest): Promise<DifferenceAnswer> {
  const [first, second] = await Promise.all([loadPixels(urls[0], sidePxMax), loadPixels(urls[1], sidePxMax)]);
  const { pixels, covered, different } = computeDifference(first, second, toSecond);
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext("2d")?.putImageData(new ImageData(pixels.data as Uint8ClampedArray<ArrayBuffer>, pixels.width, pixels.height), 0, 0);
  return { id, drawn: { bitmap: canvas.transferToImageBitmap(), covered, different } };
}

self.addEventListener("message", async ({ data }: MessageEvent<DifferenceRequest>) => {
  const message: DifferenceAnswer = await answer(data).catch((error: unknown) => ({
    id: data.id,
    failure: error instanceof Error ? error.message : String(error),
  }));
  self.postMessage(message, { transfer: message.drawn ? [message.drawn.bitmap] : [] });
});
