import { expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { findReplacedWords } from "./replaced-words";
import { drawScene, paint, showThrough } from "./testing-views";
import type { GreyPixels } from "./warp-grey";

const same = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const sheet = { width: 226, height: 320 };
const blank: GreyPixels = { ...sheet, data: new Uint8Array(sheet.width * sheet.height).fill(250) };

/** Strokes of one pixel and more, as letters are in a small thumbnail. */
function write(picture: GreyPixels, seed: number, { left, top, letters }: { left: number; top: number; letters: number }): GreyPixels {
  const random = seededRandom(seed);
  const strokes = Array.from({ length: letters * 6 }, () => random() < 0.5);
  return paint(picture, (level, x, y) => {
    const [column, row] = [Math.floor((x - left) / 2), Math.floor((y - top) / 3)];
    const isInk = column >= 0 && column < letters * 3 && row >= 0 && row < 2 && strokes[column * 2 + row];
    return isInk ? 60 : level;
  });
}

/** Lines that all documents have, and a name of its own. */
function drawDocument(name: number): GreyPixels {
  const lines = Array.from({ length: 12 }, (_, line) => line);
  const text = lines.reduce((page, line) => write(page, 100 + line, { left: 20, top: 90 + 16 * line, letters: 30 }), blank);
  return write(text, name, { left: 20, top: 40, letters: 16 });
}

const [letter, otherLetter] = [drawDocument(1), drawDocument(2)];

test("another name in the same letter is seen, whichever comes first", () => {
  expect(findReplacedWords(letter, otherLetter, same)).toBe("sheet");
  expect(findReplacedWords(otherLetter, letter, same)).toBe("sheet");
});

test.each<[string, GreyPixels]>([
  [
    "with noise and darker",
    showThrough(
      paint(letter, (level) => level * 0.97 - 2),
      same,
      sheet,
    ),
  ],
  ["with less contrast", paint(letter, (level) => 60 + 0.7 * level)],
  ["with a stamp on it", write(letter, 7, { left: 120, top: 40, letters: 12 })],
  ["with a line that was blackened", paint(letter, (level, x, y) => (y >= 88 && y < 100 && x > 15 ? 0 : level))],
])("the same letter is not another one: %s", (_, copy) => {
  expect(findReplacedWords(letter, copy, same)).toBeUndefined();
  expect(findReplacedWords(copy, letter, same)).toBeUndefined();
});

test("lettering over a photograph is no replaced word", () => {
  const scene = drawScene(3);
  const marked = write(scene, 5, { left: 40, top: 110, letters: 30 });
  expect(findReplacedWords(scene, marked, same)).toBeUndefined();
  expect(findReplacedWords(marked, scene, same)).toBeUndefined();
});

test("of two captions under one photograph each is another picture's", () => {
  const scene = drawScene(4);
  const below = (seed: number) => {
    const bar = paint(scene, (level, _, y) => (y > 200 ? 255 : level));
    return write(bar, seed, { left: 40, top: 216, letters: 20 });
  };
  expect(findReplacedWords(below(1), below(2), same)).toBe("part");
  expect(findReplacedWords(below(1), showThrough(below(1), same, scene), same)).toBeUndefined();
});

test("pictures with nothing in common have no words replaced", () => {
  expect(findReplacedWords(letter, otherLetter, [0.001, 0, 5, 0, 0.001, 5, 0, 0, 1])).toBeUndefined();
});
