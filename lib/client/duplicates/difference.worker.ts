import { computeDifference, type Pixels } from "./compute-difference";
import { findTurn, type Square } from "./find-turn";
import type { DifferenceRequest, DrawnDifference, PictureAnswer, PictureQuestion } from "./picture-difference";

/** Of `square` pixels each way, whatever its shape, or at most `sidePxMax`. */
async function loadPixels(url: string, { sidePxMax, square }: { sidePxMax?: number; square?: number }): Promise<Pixels> {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error("A picture could not be loaded.");
  const bitmap = await createImageBitmap(await response.blob());
  const share = Math.min(1, (sidePxMax ?? bitmap.width) / Math.max(bitmap.width, bitmap.height));
  const width = square ?? Math.max(1, Math.round(bitmap.width * share));
  const height = square ?? Math.max(1, Math.round(bitmap.height * share));
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser cannot compare pictures.");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { data: context.getImageData(0, 0, width, height).data, width, height };
}

async function draw({ urls, toSecond, sidePxMax }: DifferenceRequest): Promise<DrawnDifference> {
  const [first, second] = await Promise.all([loadPixels(urls[0], { sidePxMax }), loadPixels(urls[1], { sidePxMax })]);
  const { pixels, covered, different } = computeDifference(first, second, toSecond);
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext("2d")?.putImageData(new ImageData(pixels.data as Uint8ClampedArray<ArrayBuffer>, pixels.width, pixels.height), 0, 0);
  return { bitmap: canvas.transferToImageBitmap(), covered, different };
}

/** Enough to tell turns apart, little enough to be there at once. */
const turnSidePx = 32;

async function chooseTurn(urls: [string, string]): Promise<number> {
  const [first, second] = await Promise.all(urls.map((url) => loadPixels(url, { square: turnSidePx })));
  return first && second ? findTurn(toSquare(first), toSquare(second)) : 0;
}

function toSquare({ data, width }: Pixels): Square {
  const grey = Array.from(
    { length: width * width },
    (_, at) => (data[4 * at] ?? 0) + 2 * (data[4 * at + 1] ?? 0) + (data[4 * at + 2] ?? 0),
  );
  return { grey, side: width };
}

async function answer({ id, ask }: PictureQuestion): Promise<PictureAnswer> {
  try {
    return ask.kind === "turn" ? { id, turn: await chooseTurn(ask.urls) } : { id, drawn: await draw(ask) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

self.addEventListener("message", async ({ data }: MessageEvent<PictureQuestion>) => {
  const message = await answer(data);
  self.postMessage(message, { transfer: message.drawn ? [message.drawn.bitmap] : [] });
});
