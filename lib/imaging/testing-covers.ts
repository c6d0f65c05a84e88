import sharp from "sharp";

/** Numbers 0..1 that are the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return state / 4_294_967_296;
  };
}

/** A picture of many overlapping shapes, other ones for each seed, as PNG. */
export async function makeCover(seed: number, widthPx = 420, heightPx = 560): Promise<Buffer> {
  const random = createRandom(seed + 17);
  const colour = () => `hsl(${Math.floor(random() * 360)} ${30 + random() * 60}% ${15 + random() * 70}%)`;
  const shapes = Array.from({ length: 90 }, () => {
    const [x, y, w, h] = [random() * widthPx, random() * heightPx, 12 + random() * 90, 12 + random() * 90];
    const turn = `transform="rotate(${random() * 90} ${x} ${y})"`;
    if (random() < 0.4) return `<ellipse cx="${x}" cy="${y}" rx="${w / 2}" ry="${h / 2}" fill="${colour()}"/>`;
    return `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${colour()}" ${turn}/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="${colour()}"/>${shapes.join("")}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Where a cover lies in a photograph: its longer side and its turn. */
export type Laid = { cover: Buffer; left: number; top: number; sidePx: number; degrees: number };

/** A photograph of covers on a table, turned and smaller, noisy and a little blurred, as JPEG. */
export async function makePhotograph(laid: readonly Laid[], widthPx = 1_000, heightPx = 750): Promise<Buffer> {
  const table = await sharp({
    create: { width: widthPx, height: heightPx, channels: 3, background: "#7a6a55", noise: { type: "gaussian", mean: 110, sigma: 12 } },
  })
    .blur(1.5)
    .png()
    .toBuffer();
  const layers = await Promise.all(
    laid.map(async ({ cover, left, top, sidePx, degrees }) => ({
      left,
      top,
      input: await sharp(cover)
        .resize({ width: sidePx, height: sidePx, fit: "inside" })
        .rotate(degrees, { background: { r: 0, g: 0, b: 0, alpha: 0 } })
        .png()
        .toBuffer(),
    })),
  );
  return sharp(table).composite(layers).blur(0.7).jpeg({ quality: 82 }).toBuffer();
}

/** A thumbnail as ingest makes it: JPEG, its longer side 320 pixels. */
export function makeSmall(picture: Buffer): Promise<Buffer> {
  return sharp(picture).resize({ width: 320, height: 320, fit: "inside" }).jpeg().toBuffer();
}
