import { blurLengths, GaussianBlur } from "./blur-gaussian";
import { FloatArena } from "./float-arena";
import { doublePicture, type GreyPicture, halvePicture } from "./grey-picture";
import { Window, windowLengths } from "./window";

/** Scales per octave at which key points are looked for (Lowe 2004, section 3.2, figure 3). */
export const layersPerOctave = 3;
const levelsPerOctave = layersPerOctave + 3;
/** Blur of the first level of every octave, in its pixels (section 3.3). */
export const sigmaBase = 1.6;
/** Blur that a picture is taken to have from its lens and its scaling. */
const sigmaOfPicture = 0.5;
/** Below this many pixels a side, an octave has no room for key points. */
const sidePxMin = 12;

/** Pictures of one size, each blurred more than the one before: `levels[i]` is [height, width] at 1.6 * 2^(i / 3) pixels of this octave. */
export type Octave = {
  width: number;
  height: number;
  levels: Float32Array[];
  window: Window;
  /** A position of the picture is a position of this octave times `pxPerPixel`, plus `offsetPx`. */
  pxPerPixel: number;
  offsetPx: number;
};

/** `differences` and `peaks` are working space: levels less their neighbours, of one octave at a time, and the places of a row. */
export type ScaleSpace = { octaves: Octave[]; differences: Float32Array[]; peaks: Int32Array };

/** Each level is blurred from the one before. */
const steps = Array.from({ length: levelsPerOctave - 1 }, (_, at) => {
  const before = sigmaBase * 2 ** (at / layersPerOctave);
  return before * Math.sqrt(2 ** (2 / layersPerOctave) - 1);
});

function listSizes(width: number, height: number): { width: number; height: number }[] {
  const sizes: { width: number; height: number }[] = [];
  for (let size = { width, height }; Math.min(size.width, size.height) >= sidePxMin; ) {
    sizes.push(size);
    size = { width: Math.floor(size.width / 2), height: Math.floor(size.height / 2) };
  }
  return sizes;
}

/**
 * The Gaussian scale space of a picture, 0..255: octaves of half the size each, down to 12 px.
 * `doubled` begins one octave earlier, with the picture enlarged. Valid until the next one is built.
 * Source: Lowe, Distinctive image features from scale-invariant keypoints, 2004, section 3.
 */
export function buildScaleSpace(picture: GreyPicture, doubled: boolean): ScaleSpace {
  const enlarged = doubled ? 2 : 1;
  const sizes = listSizes(picture.widthPx * enlarged, picture.heightPx * enlarged);
  const largest = sizes[0];
  if (!largest) return { octaves: [], differences: [], peaks: new Int32Array() };
  const pixels = largest.width * largest.height;
  const levelLengths = sizes.flatMap(({ width, height }) => Array.from({ length: levelsPerOctave }, () => width * height));
  const differenceLengths = Array.from({ length: levelsPerOctave - 1 }, () => pixels);
  const lengths = [...levelLengths, ...differenceLengths, ...blurLengths(largest.width, largest.height), ...windowLengths, largest.width];
  const arena = new FloatArena(lengths);
  const window = new Window(arena);
  const blur = new GaussianBlur(arena, largest.width, largest.height);
  const octaves: Octave[] = [];
  for (const [at, { width, height }] of sizes.entries()) {
    const levels = Array.from({ length: levelsPerOctave }, () => arena.take(width * height));
    const base = levels[0] as Float32Array;
    const larger = octaves[at - 1];
    if (larger) halvePicture(larger.levels[layersPerOctave] as Float32Array, larger.width, larger.height, base);
    else {
      if (doubled) doublePicture(picture, base);
      else base.set(picture.data);
      blur.blur(base, base, width, height, Math.sqrt(sigmaBase ** 2 - (sigmaOfPicture * enlarged) ** 2));
    }
    for (const [step, sigma] of steps.entries()) {
      blur.blur(levels[step] as Float32Array, levels[step + 1] as Float32Array, width, height, sigma);
    }
    octaves.push({ width, height, levels, window, pxPerPixel: 2 ** at / enlarged, offsetPx: doubled ? -0.25 : 0 });
  }
  const differences = differenceLengths.map((length) => arena.take(length));
  const { buffer, byteOffset, length } = arena.take(largest.width);
  return { octaves, differences, peaks: new Int32Array(buffer, byteOffset, length) };
}
