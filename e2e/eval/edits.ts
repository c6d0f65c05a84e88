import sharp from "sharp";

type Edit = (picture: Buffer, random: () => number) => Promise<Buffer>;

async function crop(picture: Buffer, share: number, random: () => number): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const size = { width: Math.round(width * share), height: Math.round(height * share) };
  const left = Math.floor(random() * (width - size.width + 1));
  const top = Math.floor(random() * (height - size.height + 1));
  return sharp(picture)
    .extract({ left, top, ...size })
    .jpeg({ quality: 90 })
    .toBuffer();
}

async function caption(picture: Buffer): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const bar = await sharp({ create: { width, height: Math.round(height / 12), channels: 3, background: "#ffffff" } })
    .png()
    .toBuffer();
  return sharp(picture)
    .composite([{ input: bar, gravity: "south" }])
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** Kinds of edits that people and programs make to a picture, gentlest first. Each gives a JPEG or WebP file. */
export const edits: Record<string, Edit> = {
  "same pixels, other file (PNG)": (picture) => sharp(picture).png().toBuffer(),
  "JPEG quality 80": (picture) => sharp(picture).jpeg({ quality: 80 }).toBuffer(),
  "JPEG quality 30": (picture) => sharp(picture).jpeg({ quality: 30 }).toBuffer(),
  "WebP quality 60": (picture) => sharp(picture).webp({ quality: 60 }).toBuffer(),
  "resized to 50 %": async (picture) =>
    sharp(picture)
      .resize({ width: Math.round((await sharp(picture).metadata()).width / 2) })
      .jpeg({ quality: 88 })
      .toBuffer(),
  "resized to 25 %": async (picture) =>
    sharp(picture)
      .resize({ width: Math.round((await sharp(picture).metadata()).width / 4) })
      .jpeg({ quality: 88 })
      .toBuffer(),
  "brighter 15 %": (picture) => sharp(picture).modulate({ brightness: 1.15 }).jpeg({ quality: 90 }).toBuffer(),
  "more saturated 30 %": (picture) => sharp(picture).modulate({ saturation: 1.3 }).jpeg({ quality: 90 }).toBuffer(),
  "more contrast": (picture) => sharp(picture).linear(1.2, -20).jpeg({ quality: 90 }).toBuffer(),
  blurred: (picture) => sharp(picture).blur(1.5).jpeg({ quality: 90 }).toBuffer(),
  grey: (picture) => sharp(picture).greyscale().jpeg({ quality: 90 }).toBuffer(),
  "caption bar": caption,
  "cropped to 95 %": (picture, random) => crop(picture, 0.95, random),
  "cropped to 80 %": (picture, random) => crop(picture, 0.8, random),
  "cropped to 60 %": (picture, random) => crop(picture, 0.6, random),
  mirrored: (picture) => sharp(picture).flop().jpeg({ quality: 90 }).toBuffer(),
  "turned by 90°": (picture) => sharp(picture).rotate(90).jpeg({ quality: 90 }).toBuffer(),
};
