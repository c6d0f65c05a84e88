import { AppError } from "@/lib/errors";

/** What the headers of a BMP file say. */
export type BmpHeader = {
  width: number;
  height: number;
  topDown: boolean;
  bitsPerPixel: number;
  /** BI_RGB 0, BI_RLE8 1, BI_RLE4 2, BI_BITFIELDS 3, BI_ALPHABITFIELDS 6. */
  compression: number;
  /** Red, green, blue and alpha, for 16 and 32 bits per pixel. */
  masks: [number, number, number, number];
  /** RGB triples. */
  palette: Uint8Array;
  pixelOffset: number;
};

/** Decoded pixels: `data` is [height, width, channels], RGB or RGBA, top row first. */
export type BmpPixels = { width: number; height: number; channels: 3 | 4; data: Uint8Array };

const standardMasks: Record<number, [number, number, number, number]> = {
  16: [0x7c00, 0x03e0, 0x001f, 0],
  32: [0xff0000, 0x00ff00, 0x0000ff, 0],
};

function unsupported(what: string): AppError {
  return new AppError("undecodable", `This BMP file ${what}, which cannot be shown.`);
}

function readMasks(view: DataView, headerSize: number, bitsPerPixel: number, compression: number): BmpHeader["masks"] {
  if (compression !== 3 && compression !== 6) return standardMasks[bitsPerPixel] ?? [0, 0, 0, 0];
  const alpha = headerSize >= 56 || compression === 6 ? view.getUint32(66, true) : 0;
  return [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true), alpha];
}

function readPalette(bytes: Uint8Array, start: number, end: number, entrySize: number, count: number): Uint8Array {
  const entries = Math.max(0, Math.min(count, Math.floor((Math.min(end, bytes.length) - start) / entrySize)));
  const palette = new Uint8Array(256 * 3);
  for (let entry = 0; entry < entries; entry++) {
    const from = start + entry * entrySize;
    palette.set([bytes[from + 2] ?? 0, bytes[from + 1] ?? 0, bytes[from] ?? 0], entry * 3);
  }
  return palette;
}

/**
 * Reads the headers and the palette of a BMP file, no pixels. OS/2 1.x to BITMAPV5HEADER.
 * @throws AppError "undecodable" when the headers are cut off or make no sense
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  if (bytes.length < 54 && !(bytes.length >= 26 && bytes[14] === 12)) {
    throw new AppError("undecodable", "This file is cut off: the header of the BMP picture is not complete.");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixelOffset = view.getUint32(10, true);
  const headerSize = view.getUint32(14, true);
  const old = headerSize === 12;
  const rawHeight = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const bitsPerPixel = view.getUint16(old ? 24 : 28, true);
  const compression = old || headerSize === 16 ? 0 : view.getUint32(30, true);
  if (width <= 0 || rawHeight === 0) throw unsupported("has no width or no height");
  if (![1, 2, 4, 8, 16, 24, 32].includes(bitsPerPixel)) throw unsupported(`has ${bitsPerPixel} bits per pixel`);
  const rle = (compression === 1 && bitsPerPixel === 8) || (compression === 2 && bitsPerPixel === 4);
  const bitFields = (compression === 3 || compression === 6) && bitsPerPixel >= 16 && bitsPerPixel !== 24;
  if (compression !== 0 && !rle && !bitFields) throw unsupported("is packed in an unusual way");
  if (bitFields && bytes.length < 70) throw unsupported("has no colour masks");
  const declared = old || headerSize === 16 ? 0 : view.getUint32(46, true);
  const count = declared === 0 || declared > 256 ? 1 << Math.min(bitsPerPixel, 8) : declared;
  const palette = readPalette(bytes, 14 + headerSize, pixelOffset, old ? 3 : 4, bitsPerPixel <= 8 ? count : 0);
  const masks = readMasks(view, headerSize, bitsPerPixel, compression);
  return { width, height: Math.abs(rawHeight), topDown: rawHeight < 0, bitsPerPixel, compression, masks, palette, pixelOffset };
}

/** A function that takes the bits of one mask out of a pixel and stretches them to 0..255. */
function channelReader(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / max);
}

/** Rows of 1 to 8 bits per pixel, uncompressed, as palette indexes with the top row first. */
function readIndexes(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bitsPerPixel, pixelOffset, topDown } = header;
  const stride = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const indexes = new Uint8Array(width * height);
  const mask = (1 << bitsPerPixel) - 1;
  for (let row = 0; row < height; row++) {
    const from = pixelOffset + (topDown ? row : height - 1 - row) * stride;
    for (let column = 0; column < width; column++) {
      const bit = column * bitsPerPixel;
      const byte = bytes[from + (bit >> 3)] ?? 0;
      indexes[row * width + column] = (byte >> (8 - bitsPerPixel - (bit & 7))) & mask;
    }
  }
  return indexes;
}

/** Run-length encoded rows as palette indexes with the top row first; skipped pixels stay 0. */
function readRunLengths(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, topDown } = header;
  const nibbles = header.compression === 2;
  const indexes = new Uint8Array(width * height);
  let at = header.pixelOffset;
  let column = 0;
  let row = 0;
  const put = (index: number) => {
    if (column < width && row < height) indexes[(topDown ? row : height - 1 - row) * width + column] = index;
    column++;
  };
  const pick = (byte: number, position: number) => (nibbles ? (position % 2 === 0 ? byte >> 4 : byte & 15) : byte);
  while (at + 1 < bytes.length && row < height) {
    const count = bytes[at++] ?? 0;
    const value = bytes[at++] ?? 0;
    if (count > 0) {
      for (let index = 0; index < count; index++) put(pick(value, index));
    } else if (value === 0) {
      column = 0;
      row++;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      column += bytes[at++] ?? 0;
      row += bytes[at++] ?? 0;
    } else {
      for (let index = 0; index < value; index++) put(pick(bytes[at + (nibbles ? index >> 1 : index)] ?? 0, index));
      const used = nibbles ? (value + 1) >> 1 : value;
      at += used + (used % 2);
    }
  }
  return indexes;
}

function expandPalette(indexes: Uint8Array, palette: Uint8Array): Uint8Array {
  const data = new Uint8Array(indexes.length * 3);
  for (let pixel = 0; pixel < indexes.length; pixel++) {
    const entry = (indexes[pixel] ?? 0) * 3;
    data[pixel * 3] = palette[entry] ?? 0;
    data[pixel * 3 + 1] = palette[entry + 1] ?? 0;
    data[pixel * 3 + 2] = palette[entry + 2] ?? 0;
  }
  return data;
}

function readMasked(bytes: Uint8Array, header: BmpHeader): BmpPixels {
  const { width, height, bitsPerPixel, masks, pixelOffset, topDown } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = masks[3] === 0 ? 3 : 4;
  const readers = masks.slice(0, channels).map(channelReader);
  const stride = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const data = new Uint8Array(width * height * channels);
  let to = 0;
  for (let row = 0; row < height; row++) {
    let from = pixelOffset + (topDown ? row : height - 1 - row) * stride;
    for (let column = 0; column < width; column++) {
      const pixel = bitsPerPixel === 16 ? view.getUint16(from, true) : view.getUint32(from, true);
      for (const reader of readers) data[to++] = reader(pixel);
      from += bitsPerPixel >> 3;
    }
  }
  return { width, height, channels, data };
}

function readBgr(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, pixelOffset, topDown } = header;
  const stride = Math.ceil((width * 24) / 32) * 4;
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let row = 0; row < height; row++) {
    let from = pixelOffset + (topDown ? row : height - 1 - row) * stride;
    for (let column = 0; column < width; column++, from += 3) {
      data[to++] = bytes[from + 2] ?? 0;
      data[to++] = bytes[from + 1] ?? 0;
      data[to++] = bytes[from] ?? 0;
    }
  }
  return data;
}

/**
 * Decodes a BMP file: 1, 2, 4, 8, 16, 24 and 32 bits per pixel, palettes, colour masks, RLE4 and
 * RLE8, bottom-up and top-down. Check the size of `header` before calling: this allocates
 * width x height x 3 or 4 bytes.
 * @throws AppError "undecodable" when uncompressed pixels are cut off
 */
export function decodeBmp(bytes: Uint8Array, header: BmpHeader): BmpPixels {
  const { width, height, bitsPerPixel, compression } = header;
  const rle = compression === 1 || compression === 2;
  const needed = header.pixelOffset + Math.ceil((width * bitsPerPixel) / 32) * 4 * (height - 1) + Math.ceil((width * bitsPerPixel) / 8);
  if (!rle && bytes.length < needed) {
    throw new AppError("undecodable", "This file is cut off: only a part of the BMP picture is there.");
  }
  if (bitsPerPixel === 16 || bitsPerPixel === 32) return readMasked(bytes, header);
  if (bitsPerPixel === 24) return { width, height, channels: 3, data: readBgr(bytes, header) };
  const indexes = rle ? readRunLengths(bytes, header) : readIndexes(bytes, header);
  return { width, height, channels: 3, data: expandPalette(indexes, header.palette) };
}
