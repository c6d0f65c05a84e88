import { type ColourName, colourNames } from "./colour-names";
import type { Raster } from "./raster";

/** [share, names]: a colour counts when it fills at least this share of the picture. */
const sharesMin: readonly [number, readonly ColourName[]][] = [
  [0.02, ["red", "orange", "yellow", "turquoise", "purple", "pink"]],
  [0.05, ["green", "blue"]],
  [0.08, ["white"]],
  [0.2, ["brown", "black", "grey"]],
];

/**
 * The smallest share by colour. Striking colours count from little, those that nearly every
 * photograph has from much. Chosen on the 239 photographs of COCO with five captions each: a colour
 * that two captions name was found for red in 11 of 14 (and in 27 % of the others), orange 2 of 3,
 * yellow 4 of 5 (11 %), green 5 of 7 (28 %), blue 4 of 4 (30 %), white 5 of 21 (28 %), black 2 of 2 (42 %).
 */
const shareMin = Object.fromEntries(sharesMin.flatMap(([share, names]) => names.map((name) => [name, share]))) as Record<
  ColourName,
  number
>;

/** About so many pixels are looked at, on a grid. */
const samples = 16_384;

/**
 * Names the main colours of a picture, the one that fills most of it first. Each pixel has one name,
 * by its lightness, chroma and hue in Oklab; names that fill too little are left out, and transparent
 * pixels are not looked at. 1 to 2 ms.
 */
export function computeColours(raster: Pick<Raster, "width" | "height" | "channels" | "data">): ColourName[] {
  const counts = countNames(raster);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = new Map(colourNames.map((name, number) => [name, (counts[number] as number) / total]));
  const shareOf = (name: ColourName) => shares.get(name) ?? 0;
  return colourNames.filter((name) => shareOf(name) >= shareMin[name]).sort((a, b) => shareOf(b) - shareOf(a));
}

/** How many of the pixels looked at have each name, in the order of `colourNames`. */
function countNames({ width, height, channels, data }: Pick<Raster, "width" | "height" | "channels" | "data">): Uint32Array {
  const counts = new Uint32Array(colourNames.length);
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / samples)));
  for (let y = Math.floor(step / 2); y < height; y += step) {
    for (let x = Math.floor(step / 2); x < width; x += step) {
      const at = (y * width + x) * channels;
      if (channels === 4 && (data[at + 3] as number) < 128) continue;
      const number = numberOf(((data[at] as number) << 16) | ((data[at + 1] as number) << 8) | (data[at + 2] as number));
      counts[number] = (counts[number] as number) + 1;
    }
  }
  return counts;
}

/** Colours named before, each with its name's number in the lowest 4 bits: pictures repeat most of theirs. A colour has one place, and the last one there stays. */
const placeBits = 16;
const known = new Uint32Array(2 ** placeBits).fill(0xffff_ffff);

function numberOf(colour: number): number {
  const place = Math.imul(colour, 0x9e37_79b1) >>> (32 - placeBits);
  const found = known[place] as number;
  if (found >>> 4 === colour) return found & 15;
  const number = colourNames.indexOf(nameColour(colour >> 16, (colour >> 8) & 255, colour & 255));
  known[place] = (colour << 4) | number;
  return number;
}

/** The name of one colour of sRGB, 0..255 each. */
export function nameColour(red: number, green: number, blue: number): ColourName {
  const { lightness, a, b } = toOklab(red, green, blue);
  const chroma = Math.sqrt(a * a + b * b);
  if (lightness < 0.22) return "black";
  if (chroma < 0.035 || (chroma < 0.045 && lightness > 0.93) || (chroma < 0.05 && lightness < 0.32)) {
    if (lightness > 0.88) return "white";
    return lightness < 0.34 ? "black" : "grey";
  }
  return nameHue(lightness, chroma, hueOf(a, b));
}

/** Hues in degrees of Oklab; where a name depends on lightness and chroma, brown is dark or dull orange. */
function nameHue(lightness: number, chroma: number, hue: number): ColourName {
  if (hue >= 350 || hue < 15) return lightness > 0.58 ? "pink" : "red";
  if (hue < 42) return nameReddish(lightness, chroma);
  if (hue < 78) return lightness > 0.64 && chroma > 0.115 ? "orange" : "brown";
  if (hue < 115) return nameYellowish(lightness, chroma, hue);
  if (hue < 168) return "green";
  if (hue < 214) return "turquoise";
  if (hue < 287) return "blue";
  if (hue < 322) return "purple";
  return lightness > 0.66 ? "pink" : "purple";
}

function nameReddish(lightness: number, chroma: number): ColourName {
  if (lightness > 0.73) return chroma > 0.16 ? "orange" : "pink";
  return chroma < 0.1 ? "brown" : "red";
}

function nameYellowish(lightness: number, chroma: number, hue: number): ColourName {
  if (lightness > 0.74 && chroma > (lightness > 0.88 ? 0.045 : 0.085)) return hue < 80 ? "orange" : "yellow";
  return hue > 104 ? "green" : "brown";
}

const linear = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

/** Lightness 0..1; a and b, its distance from grey towards red and towards yellow, to about 0.32. Source: Ottosson, "A perceptual color space for image processing", 2020. */
function toOklab(red: number, green: number, blue: number): { lightness: number; a: number; b: number } {
  const [r, g, b] = [linear[red] ?? 0, linear[green] ?? 0, linear[blue] ?? 0];
  const l = Math.cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
  const m = Math.cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
  const s = Math.cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
  return {
    lightness: 0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s,
    a: 1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s,
    b: 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s,
  };
}

/** Degrees, 0 to 360. */
function hueOf(a: number, b: number): number {
  const degrees = (Math.atan2(b, a) * 180) / Math.PI;
  return degrees < 0 ? degrees + 360 : degrees;
}

/** Lightness 0..1, chroma from 0 to about 0.32, hue in degrees. */
export function toOklch(red: number, green: number, blue: number): { lightness: number; chroma: number; hue: number } {
  const { lightness, a, b } = toOklab(red, green, blue);
  return { lightness, chroma: Math.sqrt(a * a + b * b), hue: hueOf(a, b) };
}
