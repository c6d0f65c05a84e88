import { expect, test } from "vitest";
import { decodeBmp, readBmpHeader } from "./bmp";

type Options = {
  width: number;
  height: number;
  bits: number;
  compression?: number;
  palette?: number[][];
  masks?: number[];
  rows: number[];
};

/** A BMP with a BITMAPINFOHEADER around `rows`, written as they are. */
function makeBmp({ width, height, bits, compression = 0, palette = [], masks = [], rows }: Options): Buffer {
  const offset = 54 + masks.length * 4 + palette.length * 4;
  const head = Buffer.alloc(offset);
  head.write("BM", "latin1");
  head.writeUInt32LE(offset, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  head.writeUInt32LE(palette.length, 46);
  for (const [at, mask] of masks.entries()) head.writeUInt32LE(mask >>> 0, 54 + at * 4);
  for (const [at, [red = 0, green = 0, blue = 0]] of palette.entries()) head.set([blue, green, red, 0], 54 + masks.length * 4 + at * 4);
  return Buffer.concat([head, Buffer.from(rows)]);
}

function decode(options: Options): number[] {
  const bytes = makeBmp(options);
  return [...decodeBmp(bytes, readBmpHeader(bytes)).data];
}

const red = [255, 0, 0];
const green = [0, 255, 0];
const blue = [0, 0, 255];
const palette = [red, green, blue];

test("24 bits are read bottom-up, and top-down when the height is negative", () => {
  const rows = [0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0];
  expect(decode({ width: 2, height: 2, bits: 24, rows })).toEqual([...blue, ...blue, ...red, ...green]);
  expect(decode({ width: 2, height: -2, bits: 24, rows })).toEqual([...red, ...green, ...blue, ...blue]);
});

test("palettes of 1, 4 and 8 bits are expanded", () => {
  expect(decode({ width: 3, height: 1, bits: 1, palette, rows: [0b01000000, 0, 0, 0] })).toEqual([...red, ...green, ...red]);
  expect(decode({ width: 3, height: 1, bits: 4, palette, rows: [0x01, 0x20, 0, 0] })).toEqual([...red, ...green, ...blue]);
  expect(decode({ width: 3, height: 1, bits: 8, palette, rows: [2, 1, 0, 0] })).toEqual([...blue, ...green, ...red]);
});

test("run lengths of 4 and 8 bits are expanded", () => {
  expect(decode({ width: 3, height: 2, bits: 8, compression: 1, palette, rows: [3, 2, 0, 0, 0, 3, 0, 1, 2, 0, 0, 1] })).toEqual([
    ...[...red, ...green, ...blue],
    ...[...blue, ...blue, ...blue],
  ]);
  expect(decode({ width: 3, height: 1, bits: 4, compression: 2, palette, rows: [3, 0x12, 0, 1] })).toEqual([...green, ...blue, ...green]);
});

test("16 and 32 bits follow their masks", () => {
  expect(
    decode({ width: 2, height: 1, bits: 16, compression: 3, masks: [0xf800, 0x07e0, 0x001f], rows: [0x00, 0xf8, 0xe0, 0x07] }),
  ).toEqual([...red, ...green]);
  expect(decode({ width: 1, height: 1, bits: 32, rows: [255, 0, 0, 0] })).toEqual(blue);
  expect(
    decode({ width: 1, height: 1, bits: 32, compression: 6, masks: [0xff, 0xff00, 0xff0000, 0xff000000], rows: [9, 8, 7, 128] }),
  ).toEqual([9, 8, 7, 128]);
});

test("what is cut off or makes no sense is refused with a reason", () => {
  expect(() => decode({ width: 2, height: 2, bits: 24, rows: [1, 2, 3] })).toThrow(/cut off/);
  expect(() => decode({ width: 0, height: 2, bits: 24, rows: [] })).toThrow(/no width/);
  expect(() => decode({ width: 2, height: 2, bits: 7, rows: [] })).toThrow(/7 bits per pixel/);
  expect(() => decode({ width: 2, height: 2, bits: 24, compression: 4, rows: [] })).toThrow(/unusual/);
});
