import sharp from "sharp";
import { seededRandom } from "../fixtures/seeded-random";
import { documentEdits, type Edit, type Original, readOriginal } from "./edits";
import { wrapSvg } from "./overlays";

/** Documents of one template: every one has a number, names and words of its own, all have the frame. */
export type Template = { kind: string; documents: number; draw(at: number): Promise<Buffer> };

const page = { width: 1240, height: 1754 };
const phone = { width: 1080, height: 2280 };
const syllables = "ba ber cor da del en fi gar hol il ka lin lo ma mer no or pa qui ras sel sta ti tor un vel win zo".split(" ");

type Random = () => number;

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

function drawWord(random: Random): string {
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, syllables)).join("");
}

const drawName = (random: Random): string => {
  const word = drawWord(random);
  return word.charAt(0).toUpperCase() + word.slice(1);
};

const drawWords = (random: Random, count: number): string => Array.from({ length: count }, () => drawWord(random)).join(" ");
const drawAmount = (random: Random): string => (10 ** (1 + 3 * random())).toFixed(2);

type Style = { size: number; family?: "serif" | "sans-serif"; attributes?: string };

function write(x: number, y: number, text: string, { size, family = "serif", attributes = "" }: Style): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-family="${family}" ${attributes}>${text}</text>`;
}

const bold = 'font-weight="bold"';
const paper = '<rect width="100%" height="100%" fill="#ffffff"/>';

function drawInvoice(random: Random): Buffer {
  const rows = Array.from({ length: 3 + Math.floor(random() * 9) }, (_, row) => {
    const y = 440 + row * 60;
    const line = `<line x1="100" y1="${y}" x2="1140" y2="${y}" stroke="#999999"/>`;
    const cells = [
      write(110, y + 40, drawWords(random, 2), { size: 26 }),
      write(700, y + 40, String(1 + Math.floor(9 * random())), { size: 26 }),
    ];
    return line + cells.join("") + write(950, y + 40, drawAmount(random), { size: 26 });
  });
  const parts = [
    '<rect x="100" y="60" width="200" height="90" fill="#224466"/>',
    write(330, 120, `INVOICE ${Math.floor(9_999 * random())}`, { size: 44, attributes: bold }),
    write(100, 240, `${drawName(random)} ${drawName(random)}`, { size: 26 }),
    write(100, 280, `${drawName(random)} street ${Math.floor(99 * random())}`, { size: 26 }),
    ...rows,
    write(800, 1_250, `Total ${drawAmount(random)}`, { size: 34 }),
    write(100, 1_600, "Payable within 30 days. Example Ltd, Long Street 5, London. Bank 12345678", { size: 20 }),
  ];
  return wrapSvg(page.width, page.height, paper + parts.join(""));
}

/** The same words but for a name and an amount. */
function drawLetter(random: Random): Buffer {
  const same = seededRandom(5);
  const lines = Array.from({ length: 30 }, (_, line) => write(100, 320 + line * 32, drawWords(same, 13), { size: 24 }));
  const parts = [
    write(100, 110, "Example Ltd.", { size: 44, attributes: bold }),
    write(100, 220, `${drawName(random)} ${drawName(random)}`, { size: 26 }),
    ...lines,
    write(100, 1_400, `Total: ${drawAmount(random)} EUR`, { size: 34 }),
  ];
  return wrapSvg(page.width, page.height, paper + parts.join(""));
}

/** Fields with frames, some of them filled in, and crosses in boxes. */
function drawForm(random: Random): Buffer {
  const same = seededRandom(9);
  const fields = Array.from({ length: 16 }, (_, field) => {
    const [x, y] = [100 + (field % 2) * 540, 260 + Math.floor(field / 2) * 130];
    const frame = `<rect x="${x}" y="${y}" width="500" height="70" fill="none" stroke="#446688" stroke-width="2"/>`;
    const value = random() < 0.8 ? write(x + 16, y + 46, random() < 0.5 ? drawName(random) : drawAmount(random), { size: 30 }) : "";
    return frame + write(x, y - 10, drawWords(same, 2), { size: 20, family: "sans-serif" }) + value;
  });
  const boxes = Array.from({ length: 8 }, (_, box) => {
    const y = 1_330 + box * 44;
    const cross = random() < 0.5 ? `<path d="M104 ${y + 4}l18 18m0-18l-18 18" stroke="#000000" stroke-width="3"/>` : "";
    const frame = `<rect x="100" y="${y}" width="26" height="26" fill="none" stroke="#446688" stroke-width="2"/>`;
    return frame + cross + write(150, y + 22, drawWords(same, 6), { size: 22, family: "sans-serif" });
  });
  const head = write(100, 130, "Application form 12-B", { size: 44, family: "sans-serif", attributes: bold });
  return wrapSvg(page.width, page.height, paper + head + fields.join("") + boxes.join(""));
}

/** Bubbles of one size, with other words. */
function drawChat(random: Random): Buffer {
  const bubbles = Array.from({ length: 9 }, (_, row) => {
    const [isOwn, y] = [row % 2 === 1, 260 + row * 200];
    const frame = `<rect x="${isOwn ? 250 : 40}" y="${y}" width="780" height="150" rx="24" fill="${isOwn ? "#dcf8c6" : "#ffffff"}"/>`;
    const lines = [70, 115].slice(0, 1 + Math.floor(2 * random()));
    return (
      frame + lines.map((below) => write(isOwn ? 280 : 70, y + below, drawWords(random, 5), { size: 34, family: "sans-serif" })).join("")
    );
  });
  const head = `<rect width="100%" height="100%" fill="#e5ddd5"/><rect width="100%" height="180" fill="#075e54"/>`;
  const name = write(160, 120, "Family", { size: 54, family: "sans-serif", attributes: 'fill="#ffffff"' });
  return wrapSvg(phone.width, phone.height, head + name + bubbles.join(""));
}

/** Words below a photograph, on white. */
async function drawCaption(photograph: Original, random: Random): Promise<Buffer> {
  const { width, height, data } = photograph;
  const barPx = Math.round(height / 6);
  const text = `<text x="50%" y="65%" font-size="${Math.round(barPx * 0.36)}" text-anchor="middle" font-family="sans-serif">${drawWords(random, 4)}</text>`;
  const bar = wrapSvg(width, barPx, paper + text);
  const below = sharp(data, { raw: { width, height, channels: 3 } }).extend({ bottom: barPx, background: "#ffffff" });
  return sharp(await below.png().toBuffer())
    .composite([{ input: bar, left: 0, top: height }])
    .jpeg({ quality: 88 })
    .toBuffer();
}

const toPng = (svg: Buffer): Promise<Buffer> => sharp(svg).png({ compressionLevel: 1 }).toBuffer();

/** Each is drawn from its own seed. */
function makeTemplate(kind: string, draw: (random: Random) => Promise<Buffer>, documents = 20): Template {
  return { kind, documents, draw: (at) => draw(seededRandom(at * 7_919 + kind.length)) };
}

const scan = documentEdits["scanned: turned, noise, JPEG 80"] as Edit;

/** The templates; each photograph is shown under captions. */
export function listTemplates(photographs: readonly Buffer[]): Template[] {
  const drawn = { invoices: drawInvoice, letters: drawLetter, forms: drawForm, "chat screenshots": drawChat };
  return [
    ...Object.entries(drawn).map(([kind, draw]) => makeTemplate(kind, (random) => toPng(draw(random)))),
    ...["invoices", "letters", "forms"].map((kind) =>
      makeTemplate(`${kind}, scanned`, async (random) => scan(await readOriginal(await toPng(drawn[kind as "invoices"](random))), random)),
    ),
    ...photographs.map((file, at) =>
      makeTemplate(`captions of one photograph (${at + 1})`, async (random) => drawCaption(await readOriginal(file), random), 10),
    ),
  ];
}
