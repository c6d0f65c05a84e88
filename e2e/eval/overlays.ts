/** Letters as strokes in a box of 10 x 14, so that an edit looks the same whatever fonts a machine has. */
const letters: Record<string, string> = {
  A: "M0 14L5 0L10 14M2 9H8",
  E: "M9 0H0V14H9M0 7H7",
  G: "M10 3C8 0 0-1 0 7C0 15 10 15 10 10V8H6",
  H: "M0 0V14M10 0V14M0 7H10",
  I: "M5 0V14",
  L: "M0 0V14H9",
  M: "M0 14V0L5 8L10 0V14",
  N: "M0 14V0L10 14V0",
  O: "M5 0C-2 0-2 14 5 14C12 14 12 0 5 0",
  P: "M0 14V0H6C11 0 11 8 6 8H0",
  S: "M9 2C6-2 0 0 1 4C2 8 9 6 9 10C9 15 2 15 0 12",
  T: "M0 0H10M5 0V14",
  V: "M0 0L5 14L10 0",
};
const alphabet = Object.keys(letters);
const advance = 14;

/** A line of random letters as SVG, its capitals `height` px high, starting at (x, y); and its width. */
export function drawText(random: () => number, count: number, height: number, attributes: string): { svg: string; width: number } {
  const scale = height / 14;
  const strokes = Array.from({ length: count }, (_, at) => {
    const letter = alphabet[Math.floor(random() * alphabet.length)] ?? "M";
    return `<path d="${letters[letter]}" transform="translate(${at * advance} 0)"/>`;
  });
  const svg = `<g transform="scale(${scale})" fill="none" stroke-width="2.4" ${attributes}>${strokes.join("")}</g>`;
  return { svg, width: (count * advance - 4) * scale };
}

export function wrapSvg(width: number, height: number, content: string): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`);
}

/** Where a watermark lies. */
export type WatermarkPlace = "corner" | "centre" | "full width" | "tiled";

const colours = ["#ffffff", "#ffffff", "#000000", "#e0c020"];

/** A watermark of random letters, white in half of the cases, with the given opacity; a corner's is a filled badge in half of the cases. */
export function drawWatermark(width: number, height: number, place: WatermarkPlace, opacity: number, random: () => number): Buffer {
  const stroke = `stroke="${colours[Math.floor(random() * colours.length)]}" stroke-opacity="${opacity}"`;
  const at = (x: number, y: number, text: string, turn = 0) => `<g transform="translate(${x} ${y}) rotate(${turn})">${text}</g>`;
  if (place === "corner") {
    const text = drawText(random, 8, height * 0.05, stroke);
    const [x, y] = [random() < 0.5 ? width * 0.03 : width * 0.97 - text.width, random() < 0.3 ? height * 0.04 : height * 0.9];
    const badge = `<rect x="${x - 6}" y="${y - 6}" width="${text.width + 12}" height="${height * 0.05 + 12}" fill="#202020" fill-opacity="${opacity}"/>`;
    return wrapSvg(width, height, (random() < 0.5 ? badge : "") + at(x, y, text.svg));
  }
  if (place === "tiled") {
    const rows = Array.from({ length: 7 }, (_, row) =>
      at((row % 2) * -width * 0.1, height * (0.2 * row), drawText(random, 24, height * 0.06, stroke).svg, -20),
    );
    return wrapSvg(width, height, rows.join(""));
  }
  const share = place === "centre" ? 0.5 : 1;
  const count = place === "centre" ? 7 : 9;
  const size = ((width * share) / (count * advance)) * 14;
  const text = drawText(random, count, size, stroke);
  return wrapSvg(
    width,
    height,
    at((width - text.width) / 2, height * (place === "centre" ? 0.5 : 0.3 + 0.4 * random()) - size / 2, text.svg),
  );
}

/** Bars, lines of text and buttons of an application around the place where a picture is shown. */
export function drawInterface(
  width: number,
  height: number,
  hole: { top: number; bottom: number },
  dark: boolean,
  random: () => number,
): Buffer {
  const ink = `stroke="${dark ? "#e8e8e8" : "#303030"}"`;
  const line = (x: number, y: number, letters: number, size: number) =>
    `<g transform="translate(${x} ${y})">${drawText(random, letters, size, ink).svg}</g>`;
  const unit = Math.max(8, width * 0.02);
  const above = hole.top > unit * 3 ? line(unit, hole.top / 2 - unit / 2, 12, unit) : "";
  const circles = [0.8, 0.88, 0.95].map(
    (x) => `<circle cx="${width * x}" cy="${hole.top / 2}" r="${unit / 2}" fill="${dark ? "#888" : "#aaa"}"/>`,
  );
  const below = [0, 1, 2, 3, 4, 5].map((row) => hole.bottom + unit * (1.5 + 2 * row)).filter((y) => y + unit * 2 < height);
  const text = below.map((y) => line(unit, y, 14 + Math.floor(random() * 18), unit * 0.8));
  return wrapSvg(width, height, above + circles.join("") + text.join(""));
}
