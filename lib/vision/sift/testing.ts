import { seededRandom } from "@/e2e/fixtures/seeded-random";
import type { GreyPicture } from "./grey-picture";

/** Blobs of many sizes on a slope, so that a picture has features of every scale. */
export function drawBlobs(widthPx: number, heightPx: number, seed = 1): GreyPicture & { data: Float32Array } {
  const random = seededRandom(seed);
  const blobs = Array.from({ length: 300 }, () => ({
    x: random() * widthPx,
    y: random() * heightPx,
    wide: 1.5 + 10 * random() ** 3,
    high: 1.5 + 10 * random() ** 3,
    turn: random() * Math.PI,
    level: random() < 0.5 ? -70 : 70,
  })).map(({ x, y, wide, high, level, turn }) => ({ x, y, wide, high, level, cosine: Math.cos(turn), sine: Math.sin(turn) }));
  const data = Float32Array.from({ length: widthPx * heightPx }, (_, at) => {
    const [px, py] = [at % widthPx, Math.floor(at / widthPx)];
    let level = 110 + (20 * px) / widthPx;
    for (const { x, y, wide, high, cosine, sine, level: depth } of blobs) {
      const along = (px - x) * cosine + (py - y) * sine;
      const across = (py - y) * cosine - (px - x) * sine;
      level += depth * Math.exp(-((along / wide) ** 2 + (across / high) ** 2) / 2);
    }
    return Math.max(0, Math.min(255, level));
  });
  return { data, widthPx, heightPx };
}

/** The picture whose pixel (x, y) is the given one's `place(x, y)`. */
export function rearrange(
  { data, widthPx }: GreyPicture,
  size: { widthPx: number; heightPx: number },
  place: (x: number, y: number) => [number, number],
): GreyPicture {
  const moved = Float32Array.from({ length: size.widthPx * size.heightPx }, (_, at) => {
    const [x, y] = place(at % size.widthPx, Math.floor(at / size.widthPx));
    return data[y * widthPx + x] as number;
  });
  return { ...size, data: moved };
}
