import { blurGaussian } from "./blur-gaussian";
import type { GreyPicture } from "./grey-picture";
import { doublePicture, halvePicture, toFloats } from "./grey-picture";

/** Scales per octave at which key points are looked for (Lowe 2004, section 3.2, figure 3). */
export const layersPerOctave = 3;
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
  /** Pixels of the picture per pixel of this octave. */
  pxPerPixel: number;
};

/** Each level is blurred from the one before. */
const steps = Array.from({ length: layersPerOctave + 2 }, (_, at) => {
  const before = sigmaBase * 2 ** (at / layersPerOctave);
  return before * Math.sqrt(2 ** (2 / layersPerOctave) - 1);
});

function buildOctave(base: Float32Array, scratch: Float32Array, width: number, height: number, pxPerPixel: number): Octave {
  const levels = [base];
  for (const sigma of steps) {
    const level = new Float32Array(width * height);
    blurGaussian(levels[levels.length - 1] as Float32Array, level, scratch, { width, height, sigma });
    levels.push(level);
  }
  return { width, height, levels, pxPerPixel };
}

/**
 * The Gaussian scale space of a picture, 0..255: octaves of half the size each, down to 12 px.
 * `doubled` begins one octave earlier, with the picture enlarged: more key points, five times the
 * work. Source: Lowe, Distinctive image features from scale-invariant keypoints, 2004, section 3.
 */
export function buildScaleSpace(picture: GreyPicture, doubled: boolean): Octave[] {
  let { widthPx: width, heightPx: height } = picture;
  let base = toFloats(picture);
  if (doubled) {
    base = doublePicture(base, width, height);
    width *= 2;
    height *= 2;
  }
  const scratch = new Float32Array(width * height);
  const sigma = Math.sqrt(sigmaBase ** 2 - (sigmaOfPicture * (doubled ? 2 : 1)) ** 2);
  blurGaussian(base, base, scratch, { width, height, sigma });
  const octaves: Octave[] = [];
  for (let pxPerPixel = doubled ? 0.5 : 1; Math.min(width, height) >= sidePxMin; pxPerPixel *= 2) {
    const octave = buildOctave(base, scratch, width, height, pxPerPixel);
    octaves.push(octave);
    base = halvePicture(octave.levels[layersPerOctave] as Float32Array, width, height);
    width = Math.floor(width / 2);
    height = Math.floor(height / 2);
  }
  return octaves;
}
