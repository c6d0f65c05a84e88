import { type Block, correlationOf, measureBlock } from "./compare-blocks";
import { explainOverlay } from "./explain-overlay";
import type { Matrix } from "./matrix";
import { measureResiduals } from "./measure-residuals";
import { layFrame, shareFrame } from "./share-frame";
import type { GreyPixels, Warped } from "./warp-grey";

/**
 * [Note: Replaced words] What is laid over a picture adds ink, or hides what is below it behind a level of its own; where
 * words stand in place of others, each picture has ink where the other has the bare ground of the whole sheet. Measured
 * on every fourth pair of 20 drawn documents of a kind, called duplicates before and with it: letters in which name and
 * amount differ 48 of 48 and 0, scanned 48 and 5, forms 48 and 0, scanned 48 and 3, invoices
 * 32 and 1, scanned 22 and 1, chats 12 and 0 (scanned letters and chats with `towardMin` at 0.91). Bounds were chosen on
 * these same documents, on which all of 376 copies stay duplicates. A few letters that differ, under noise, are not seen.
 * A mark over a picture that has ink of its own there looks the same: with all of these as other pictures 3 of 40 with
 * letters in a corner and 4 of 40 with a bar of text over them were lost. So only what stands on a sheet is another
 * document; else it is a duplicate of which neither goes for the other by itself; on 60 photographs as many are found as without it.
 */
/** Words are small: looked at as large as the pictures are read. */
const frame = { sidePx: 320, reachPx: 2 };
const tilePx = 14;
const stepPx = tilePx / 2;
/** A tile has something on it where both pictures' levels differ by this standard deviation. */
const inkLevels = 8;
/** The ground: levels about the most frequent one, a share of the tile in each picture, and nearly the same in both. */
const ground = { levels: 4, share: 0.3, ofAll: 0.08, apart: 20 };
/** Ink of one picture alone differs so much from its ground, and the other's there by so small a part of that; so many pixels of a tile in each: what is added, or covers, is of one of them. */
const ink = { levels: 30, otherMax: 0.33, pixelsMin: 5, pixelsExactly: 3 };
/** Tiles correlate less where words are others; where nearly all tiles do so well, less is enough. */
const others = { correlation: 0.65, exactly: 0.85 };
const exact = { part: 0.05, correlation: 0.92 };
const tilesMin = 2;
/** What is laid over a picture takes it toward one level, see `Overlay`: in the better direction 0.95 or more in four marks taken for words, 0.88 or less in 92 looks at words but for invoices with many more rows. */
const towardMin = 0.945;

/** So much of both pictures is the ground on which the words stand: they are sheets with writing on them. */
const sheetMin = 0.3;

/** sheet: of a written sheet, so that the two are different documents; part: of a part of a picture, which may also be a mark over other ink. */
export type ReplacedWords = "sheet" | "part";

/**
 * Whether two pictures that a map lays on each other have other words (numbers, names) at the same places of one plain
 * ground: documents of one template, one photograph under two captions. See [Note: Replaced words].
 */
export function findReplacedWords(a: GreyPixels, b: GreyPixels, transform: Matrix): ReplacedWords | undefined {
  const laid = layFrame(a, b, transform, frame.sidePx);
  if (!laid) return undefined;
  const exactly = findWrittenOver(shareFrame(laid, [frame.reachPx]));
  const roughly = exactly && findWrittenOver(shareFrame(laid, []));
  return exactly === "sheet" ? roughly : roughly && exactly;
}

function findWrittenOver(shown: { a: Warped; b: Warped }): ReplacedWords | undefined {
  const tiles = listTiles(shown.a, shown.b);
  const least = tiles.map(({ correlation }) => correlation).sort((p, q) => p - q)[Math.floor(exact.part * tiles.length)] ?? 0;
  const isExact = least >= exact.correlation;
  const correlationMax = isExact ? others.exactly : others.correlation;
  const pixelsMin = isExact ? ink.pixelsExactly : ink.pixelsMin;
  const differing = tiles.filter(({ correlation }) => correlation < correlationMax);
  if (differing.length < tilesMin) return undefined;
  const [one, other] = [toSheet(shown.a), toSheet(shown.b)];
  const grounds = differing.flatMap((tile) => findWrittenAnew(one, other, tile, pixelsMin) ?? []);
  if (grounds.length < tilesMin || isMarked(shown.a, shown.b) || isMarked(shown.b, shown.a)) return undefined;
  return grounds.filter((share) => share >= sheetMin).length >= tilesMin ? "sheet" : "part";
}

/** Whether what the second picture has beyond the first goes toward one level, as a mark does. */
function isMarked(from: Warped, to: Warped): boolean {
  const residuals = measureResiduals(from, to);
  return residuals !== undefined && explainOverlay(residuals, to.levels).toward >= towardMin;
}

/** Tiles, half of each over the next, that have ink in both pictures. */
function listTiles(a: Warped, b: Warped): Block[] {
  const tiles: Block[] = [];
  for (let top = 0; top + tilePx <= a.height; top += stepPx) {
    for (let left = 0; left + tilePx <= a.width; left += stepPx) {
      const moments = measureBlock(a, b, { left, top, size: tilePx });
      if (moments.count < tilePx * tilePx || Math.min(moments.varianceA, moments.varianceB) < inkLevels ** 2) continue;
      tiles.push({ left, top, correlation: correlationOf(moments) });
    }
  }
  return tiles;
}

/** A picture and how many of its pixels have about each level. */
type Sheet = Warped & { about: Uint32Array };

function toSheet(picture: Warped): Sheet {
  return { ...picture, about: countAbout(picture, { left: 0, top: 0, right: picture.width, bottom: picture.height }) };
}

type Box = { left: number; top: number; right: number; bottom: number };

function countAbout({ width, levels, inside }: Warped, { left, top, right, bottom }: Box): Uint32Array {
  const histogram = new Uint32Array(256);
  for (let y = top; y < bottom; y++) {
    for (let at = y * width + left; at < y * width + right; at++) {
      const level = Math.floor(levels[at] as number);
      if (inside[at] === 1) histogram[level] = (histogram[level] as number) + 1;
    }
  }
  const near = (level: number) => histogram.subarray(Math.max(0, level - ground.levels), level + ground.levels + 1);
  return histogram.map((_, level) => near(level).reduce((sum, count) => sum + count, 0));
}

const boxOf = ({ left, top }: Block): Box => ({ left, top, right: left + tilePx, bottom: top + tilePx });

/** The share of both pictures that is the ground of a tile, where each has ink of its own on a ground that both have. */
function findWrittenAnew(a: Sheet, b: Sheet, tile: Block, pixelsMin: number): number | undefined {
  const [onA, onB] = [findGround(a, tile), findGround(b, tile)];
  if (!onA || !onB || Math.abs(onA.level - onB.level) > ground.apart) return undefined;
  let [ofA, ofB] = [0, 0];
  const { left, top, right, bottom } = boxOf(tile);
  for (let y = top; y < bottom; y++) {
    for (let at = y * a.width + left; at < y * a.width + right; at++) {
      const [p, q] = [Math.abs((a.levels[at] as number) - onA.level), Math.abs((b.levels[at] as number) - onB.level)];
      if (p >= ink.levels && q <= ink.otherMax * p) ofA++;
      if (q >= ink.levels && p <= ink.otherMax * q) ofB++;
    }
  }
  return Math.min(ofA, ofB) >= pixelsMin ? Math.min(onA.share, onB.share) : undefined;
}

/** The level of the ground of a tile, which is much of the whole picture's, too, and how much; undefined where it has none. */
function findGround(sheet: Sheet, tile: Block): { level: number; share: number } | undefined {
  const about = countAbout(sheet, boxOf(tile));
  const count = Math.max(...about);
  const level = about.indexOf(count);
  const share = (sheet.about[level] as number) / sheet.levels.length;
  return count >= ground.share * tilePx * tilePx && share >= ground.ofAll ? { level, share } : undefined;
}
