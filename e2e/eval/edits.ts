import sharp, { type Sharp } from "sharp";
import { drawInterface, drawText, drawWatermark, type WatermarkPlace, wrapSvg } from "./overlays";

/** An upright picture in sRGB, 8 bits, [height, width, 3]. */
export type Original = { width: number; height: number; data: Buffer };

export type Edit = (original: Original, random: () => number) => Promise<Buffer>;
type Change = (original: Original, random: () => number) => Promise<Original>;

/** Reads a picture as the edits take it. */
export async function readOriginal(file: Buffer): Promise<Original> {
  return toOriginal(sharp(file).rotate());
}

async function toOriginal(image: Sharp): Promise<Original> {
  const opaque = image.flatten({ background: "#ffffff" }).toColourspace("srgb").removeAlpha();
  const { data, info } = await opaque.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

function open({ data, width, height }: Original): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const toJpeg = (image: Sharp, quality = 90): Promise<Buffer> => image.jpeg({ quality }).toBuffer();

/** One change after the other, kept as JPEG of quality 90 or as given. */
function chain(changes: Change[], quality = 90): Edit {
  return async (original, random) => {
    let current = original;
    for (const change of changes) current = await change(current, random);
    return toJpeg(open(current), quality);
  };
}

/** Cuts `percent` off the width and off the height, from random sides. */
function crop(percent: number): Change {
  return (original, random) => {
    const [width, height] = [original.width, original.height].map((px) => Math.round(px * (1 - percent / 100))) as [number, number];
    const left = Math.floor(random() * (original.width - width + 1));
    const top = Math.floor(random() * (original.height - height + 1));
    return toOriginal(open(original).extract({ left, top, width, height }));
  };
}

/** Turned by an angle and cut so that no corner is empty; or with the empty corners filled. */
function rotate(degrees: number, fill?: string): Change {
  return async (original, random) => {
    const { width, height } = original;
    const angle = random() < 0.5 ? degrees : -degrees;
    const turned = await toOriginal(open(original).rotate(angle, { background: fill ?? "#000000" }));
    if (fill) return turned;
    const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
    const scale = Math.min(width / (width * cos + height * sin), height / (width * sin + height * cos));
    const size = { width: Math.floor(width * scale), height: Math.floor(height * scale) };
    const [left, top] = [Math.floor((turned.width - size.width) / 2), Math.floor((turned.height - size.height) / 2)];
    return toOriginal(open(turned).extract({ left, top, ...size }));
  };
}

/** Each level through a curve. */
function curve(map: (level: number) => number): Change {
  const table = Uint8Array.from({ length: 256 }, (_, level) => Math.max(0, Math.min(255, Math.round(255 * map(level / 255)))));
  return async (original) => ({ ...original, data: Buffer.from(original.data.map((level) => table[level] as number)) });
}

/** Gaussian noise, each colour by itself. */
function noise(sigma: number): Change {
  return async (original, random) => {
    const data = Buffer.alloc(original.data.length);
    for (let at = 0; at < data.length; at += 2) {
      const [size, angle] = [sigma * Math.sqrt(-2 * Math.log(1 - random())), 2 * Math.PI * random()];
      data[at] = Math.max(0, Math.min(255, (original.data[at] as number) + size * Math.cos(angle)));
      if (at + 1 < data.length) data[at + 1] = Math.max(0, Math.min(255, (original.data[at + 1] as number) + size * Math.sin(angle)));
    }
    return { ...original, data };
  };
}

function watermark(place: WatermarkPlace, opacity: number): Change {
  return (original, random) => {
    const input = drawWatermark(original.width, original.height, place, opacity, random);
    return toOriginal(open(original).composite([{ input }]));
  };
}

/** A white bar with a line of text: over the lower edge of the picture, or below it. */
function caption(below: boolean): Change {
  return async (original, random) => {
    const { width } = original;
    const height = Math.round(original.height / 12);
    const text = drawText(random, 14, height * 0.5, 'stroke="#000000"');
    const bar = wrapSvg(
      width,
      height,
      `<rect width="100%" height="100%" fill="#fff"/><g transform="translate(${width * 0.05} ${height / 4})">${text.svg}</g>`,
    );
    const canvas = below ? await toOriginal(open(original).extend({ bottom: height, background: "#ffffff" })) : original;
    return toOriginal(open(canvas).composite([{ input: bar, left: 0, top: canvas.height - height }]));
  };
}

function border(percent: number): Change {
  return (original, random) => {
    const px = Math.round((Math.max(original.width, original.height) * percent) / 100);
    const background = random() < 0.5 ? "#ffffff" : "#101010";
    return toOriginal(open(original).extend({ top: px, bottom: px, left: px, right: px, background }));
  };
}

/** Shown by an application on a phone (upright, full width), or in a window on a desktop. */
function screenshot(device: "phone" | "desktop"): Change {
  return async (original, random) => {
    const screen = device === "phone" ? { width: 540, height: 1170 } : { width: 1280, height: 800 };
    const box = device === "phone" ? { width: 540, height: 900 } : { width: 800, height: 620 };
    const dark = random() < 0.5;
    const shown = await toOriginal(open(original).resize({ ...box, fit: "inside" }));
    const left = Math.round((screen.width - shown.width) * (device === "phone" ? 0.5 : random()));
    const top = 90 + Math.round((screen.height - 180 - shown.height) * random());
    const chrome = drawInterface(screen.width, screen.height, { top, bottom: top + shown.height }, dark, random);
    const canvas = sharp({ create: { ...screen, channels: 3, background: dark ? "#181818" : "#f6f6f6" } });
    const png = await open(shown).png({ compressionLevel: 0 }).toBuffer();
    return toOriginal(canvas.composite([{ input: chrome }, { input: png, left, top }]));
  };
}

const resize =
  (share: number, stretch = 1, kernel: "lanczos3" | "linear" = "lanczos3"): Change =>
  (original) =>
    toOriginal(
      open(original).resize({
        width: Math.round(original.width * share * stretch),
        height: Math.round(original.height * share),
        fit: "fill",
        kernel,
      }),
    );
const sharpen: Change = (original) => toOriginal(open(original).sharpen());
const blur =
  (sigma: number): Change =>
  (original) =>
    toOriginal(open(original).blur(sigma));
const saturate =
  (saturation: number): Change =>
  (original) =>
    toOriginal(open(original).modulate({ saturation }));
const grey: Change = async (original) => {
  const data = Buffer.alloc(original.data.length);
  for (let at = 0; at < data.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = original.data.subarray(at, at + 3);
    data.fill(0.299 * red + 0.587 * green + 0.114 * blue, at, at + 3);
  }
  return { ...original, data };
};
const mirror: Change = (original) => toOriginal(open(original).flop());
const turn =
  (degrees: 90 | 180 | 270): Change =>
  (original) =>
    toOriginal(open(original).rotate(degrees));

/**
 * Kinds of edits that people and programs make to a picture, each with its strengths, gentlest
 * first: a picture file made from an original. Crops and places of things are random, by the seed.
 */
export const edits: Record<string, Record<string, Edit>> = {
  "same pixels": { "as PNG": (original) => open(original).png().toBuffer() },
  resize: {
    "50 %": chain([resize(0.5)]),
    "25 %": chain([resize(0.25)]),
    "150 %": chain([resize(1.5)]),
    "stretched 20 %": chain([resize(0.8, 1.2)]),
  },
  enlarged: {
    "150 %, bilinear, JPEG 80": chain([resize(1.5, 1, "linear")], 80),
    "150 %, bicubic, JPEG 95": chain([resize(1.5)], 95),
    "200 %, bilinear, JPEG 80": chain([resize(2, 1, "linear")], 80),
    "200 %, bicubic, JPEG 80": chain([resize(2)], 80),
    "200 %, bicubic, JPEG 95": chain([resize(2)], 95),
    "200 %, bicubic, as PNG": async (original) =>
      open(await resize(2)(original, Math.random))
        .png()
        .toBuffer(),
    "200 %, bicubic, sharpened": chain([resize(2), sharpen]),
  },
  reduced: {
    "75 %, JPEG 80": chain([resize(0.75)], 80),
    "50 %, JPEG 30": chain([resize(0.5)], 30),
    "50 %, sharpened": chain([resize(0.5), sharpen]),
    "25 %, JPEG 80": chain([resize(0.25)], 80),
  },
  JPEG: { "80": chain([], 80), "30": chain([], 30), "10": chain([], 10) },
  WebP: {
    "60": (original) => open(original).webp({ quality: 60 }).toBuffer(),
    "20": (original) => open(original).webp({ quality: 20 }).toBuffer(),
  },
  blur: { "σ 1.5": chain([blur(1.5)]), "σ 3": chain([blur(3)]) },
  noise: { "σ 10": chain([noise(10)]), "σ 25": chain([noise(25)]) },
  gamma: { "0.7": chain([curve((level) => level ** 0.7)]), "1.5": chain([curve((level) => level ** 1.5)]) },
  brightness: { "+20 %": chain([curve((level) => level * 1.2)]), "−30 %": chain([curve((level) => level * 0.7)]) },
  contrast: {
    "+30 %": chain([curve((level) => 0.5 + (level - 0.5) * 1.3)]),
    "−30 %": chain([curve((level) => 0.5 + (level - 0.5) * 0.7)]),
  },
  saturation: { "+50 %": chain([saturate(1.5)]), "−50 %": chain([saturate(0.5)]) },
  grey: { "": chain([grey]) },
  watermark: {
    corner: chain([watermark("corner", 0.8)]),
    centre: chain([watermark("centre", 0.4)]),
    "centre, opaque": chain([watermark("centre", 1)]),
    "full width": chain([watermark("full width", 0.5)]),
    "full width, opaque": chain([watermark("full width", 1)]),
    "tiled all over": chain([watermark("tiled", 0.35)]),
  },
  "caption bar": { "over the picture": chain([caption(false)]), "below it": chain([caption(true)]) },
  border: { "2 %": chain([border(2)]), "10 %": chain([border(10)]) },
  screenshot: { phone: chain([screenshot("phone")]), desktop: chain([screenshot("desktop")]) },
  crop: {
    "5 %": chain([crop(5)]),
    "10 %": chain([crop(10)]),
    "15 %": chain([crop(15)]),
    "20 %": chain([crop(20)]),
    "30 %": chain([crop(30)]),
  },
  rotate: {
    "2°": chain([rotate(2)]),
    "4°": chain([rotate(4)]),
    "4°, corners filled": chain([rotate(4, "#000000")]),
    "10°": chain([rotate(10)]),
  },
  "turns and mirrors": {
    "90°": chain([turn(90)]),
    "180°": chain([turn(180)]),
    "270°": chain([turn(270)]),
    mirrored: chain([mirror]),
    "mirrored, 90°": chain([mirror, turn(90)]),
    "mirrored, 180°": chain([mirror, turn(180)]),
    "mirrored, 270°": chain([mirror, turn(270)]),
  },
  combined: {
    "mirror, crop 10 %": chain([mirror, crop(10)]),
    "mirror, JPEG 30": chain([mirror], 30),
    "watermark in the centre, crop 10 %": chain([watermark("centre", 0.4), crop(10)]),
    "watermark of full width, crop 10 %": chain([watermark("full width", 0.5), crop(10)]),
    "90°, crop 10 %": chain([turn(90), crop(10)]),
    "crop 10 %, 50 %, JPEG 30": chain([crop(10), resize(0.5)], 30),
    "watermark of full width, mirror, crop 10 %": chain([watermark("full width", 0.5), mirror, crop(10)]),
  },
};

/** Takes an ellipse of `share` of the picture's area, at a random place, from another place of the picture, mirrored: something there has moved. */
function move(share: number): Change {
  return async (original, random) => {
    const { width, height, data } = original;
    const [a, b] = [width, height].map((px) => (px / 2) * Math.sqrt((share * 4) / Math.PI)) as [number, number];
    const at = (px: number, half: number) => half + random() * (px - 2 * half);
    const [toX, toY] = [at(width, a), at(height, b)];
    let [fromX, fromY] = [at(width, a), at(height, b)];
    for (let tries = 0; tries < 20 && Math.hypot((fromX - toX) / width, (fromY - toY) / height) < 0.25; tries++)
      [fromX, fromY] = [at(width, a), at(height, b)];
    const moved = Buffer.from(data);
    for (let y = Math.ceil(toY - b); y < toY + b && y < height; y++) {
      for (let x = Math.ceil(toX - a); x < toX + a && x < width; x++) {
        if (((x - toX) / a) ** 2 + ((y - toY) / b) ** 2 > 1) continue;
        const [sourceX, sourceY] = [fromX - (x - toX), fromY + (y - toY)].map(Math.round) as [number, number];
        const source = (Math.min(height - 1, Math.max(0, sourceY)) * width + Math.min(width - 1, Math.max(0, sourceX))) * 3;
        data.copy(moved, (y * width + x) * 3, source, source + 3);
      }
    }
    return { ...original, data: moved };
  };
}

/** A hand that is not quite still: a little cut off. */
const shake = crop(2);

/** What a second shot of the same scene shows: the same frame or nearly, with something in it moved. */
export const otherShots: Record<string, Edit> = {
  "5 % moved, camera still": chain([move(0.05), noise(4)]),
  "10 % moved, camera still": chain([move(0.1), noise(4)]),
  "20 % moved, camera still": chain([move(0.2), noise(4)]),
  "10 % moved, frame shifted": chain([move(0.1), shake, noise(4)]),
  "20 % moved, frame shifted": chain([move(0.2), shake, noise(4)]),
  "35 % moved, frame shifted": chain([move(0.35), shake, noise(4)]),
};

/** A sheet that is laid on a scanner by hand: a little turned, darker than the paper, with noise. */
const layOnScanner: Change = (original, random) => {
  const turned = rotate(0.1 + 0.5 * random(), "#f8f8f4");
  return turned(original, random);
};
const asPaper = curve((level) => level * 0.975);

/** What is done to a document, which stays the same document. */
export const documentEdits: Record<string, Edit> = {
  "JPEG 30": chain([], 30),
  "50 %": chain([resize(0.5)]),
  "50 %, JPEG 30": chain([resize(0.5)], 30),
  "blur σ 1.5": chain([blur(1.5)]),
  "noise σ 10": chain([noise(10)]),
  "turned 1°": chain([rotate(1, "#ffffff")]),
  "turned 1°, cut": chain([rotate(1)]),
  "scanned: turned, noise, JPEG 80": chain([layOnScanner, asPaper, noise(6)], 80),
};
