import { type Matrix3, mapPoint } from "./alignment";

/** Pixels as a canvas gives them: 4 bytes each, RGBA, row by row. */
export type Pixels = { data: Uint8ClampedArray; width: number; height: number };

export type Difference = {
  pixels: Pixels;
  /** Shares of the picture: that both cover, and of that what differs by more than `visible`. */
  covered: number;
  different: number;
};

/** Grey levels of 255 from which on a difference counts: about twice what saving as JPEG with quality 90 adds to a smooth area. */
const visible = 12;
/**
 * |a − b| of each channel in the frame of `a`; each pixel of `a` looks up its place in `b` by `toB`, a
 * map of unit squares, bilinearly. What `b` does not cover is transparent.
 */
export function computeDifference(a: Pixels, b: Pixels, toB: Matrix3): Difference {
  const out = new Uint8ClampedArray(a.data.length);
  let covered = 0;
  let different = 0;
  for (let y = 0, at = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++, at += 4) {
      const place = mapPoint(toB, (x + 0.5) / a.width, (y + 0.5) / a.height);
      if (!(place.x >= 0 && place.x <= 1 && place.y >= 0 && place.y <= 1)) continue;
      out[at + 3] = 255;
      covered++;
      if (writeDifference(a, b, at, place, out) > visible) different++;
    }
  }
  return {
    pixels: { data: out, width: a.width, height: a.height },
    covered: covered / (a.width * a.height),
    different: covered === 0 ? 0 : different / covered,
  };
}

/** Writes one pixel and answers its largest difference. */
function writeDifference(a: Pixels, b: Pixels, at: number, place: { x: number; y: number }, out: Uint8ClampedArray): number {
  const bx = Math.min(Math.max(place.x * b.width - 0.5, 0), b.width - 1);
  const by = Math.min(Math.max(place.y * b.height - 0.5, 0), b.height - 1);
  const [left, top] = [Math.floor(bx), Math.floor(by)];
  const [fx, fy] = [bx - left, by - top];
  const first = (top * b.width + left) * 4;
  const right = left + 1 < b.width ? 4 : 0;
  const below = top + 1 < b.height ? b.width * 4 : 0;
  let most = 0;
  for (let channel = 0; channel < 3; channel++) {
    const p = first + channel;
    const upper = read(b, p) * (1 - fx) + read(b, p + right) * fx;
    const lower = read(b, p + below) * (1 - fx) + read(b, p + below + right) * fx;
    const difference = Math.abs(read(a, at + channel) - (upper * (1 - fy) + lower * fy));
    out[at + channel] = difference;
    if (difference > most) most = difference;
  }
  return most;
}

function read({ data }: Pixels, index: number): number {
  return data[index] as number;
}
