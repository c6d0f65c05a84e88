/**
 * [Note: Local features] What is kept of a picture so that it is found again in part, turned, tilted
 * or with things in front of it: key points with a binary descriptor of 128 bits each (SIFT's 128
 * numbers, each compared with the median of them), the strongest first.
 */
export type LocalFeatures = {
  /** The picture that the positions are of, in pixels: the upright picture scaled by `FeatureSpec`. */
  widthPx: number;
  heightPx: number;
  count: number;
  /** [count] each: position in pixels, from the centre of the upper left pixel; size in pixels; angle in radians, 0..2π, clockwise from the x axis as y points down. */
  x: Float32Array;
  y: Float32Array;
  size: Float32Array;
  angle: Float32Array;
  /** [count, descriptorBytes]. */
  descriptors: Uint8Array;
};

/** How features are made; what is made with one spec is never compared with what another one made. */
export type FeatureSpec = {
  /** The upright picture is scaled down (never up) until it fits into this box, its sides in proportion. */
  widthPx: number;
  heightPx: number;
  /** The strongest are kept. */
  featuresMax: number;
  /** Bits of a descriptor: 128, or 64 where neighbouring orientations are put together. */
  dimensions: 64 | 128;
};

/** What the `view` layer of duplicates compares: of every picture in the library. */
export const viewFeatureSpec: FeatureSpec = { widthPx: 512, heightPx: 512, featuresMax: 300, dimensions: 128 };

/** The name under which features of a spec are kept, e.g. `sift1-512x512-300-128`. The number after "sift" is raised when the same spec gives other features. */
export function featureProfile({ widthPx, heightPx, featuresMax, dimensions }: FeatureSpec): string {
  return `sift1-${widthPx}x${heightPx}-${featuresMax}-${dimensions}`;
}

const codecVersion = 1;
const headerBytes = 8;
/** Beside the descriptor: x and y (2 bytes each), size and angle (1 each). */
const placeBytes = 6;
const stepsPerPx = 16;
const sidePxMax = Math.floor(0xffff / stepsPerPx);
const sizePxMin = 0.5;
const stepsPerOctave = 24;
const anglesPerTurn = 256;

const sizeOfByte = Float32Array.from({ length: 256 }, (_, byte) => sizePxMin * 2 ** (byte / stepsPerOctave));

function clampByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/**
 * Features as bytes to keep, 22 each at 128 bits: positions rounded to 1/16 px, sizes to 3 % (0.5 to
 * 787 px), angles to 1.4 degrees. Little endian, column by column: version, descriptor bytes, width,
 * height, count, x, y, size, angle, descriptors.
 * @throws RangeError for a picture wider or higher than 4,095 px, or more than 65,535 features
 */
export function encodeFeatures(features: LocalFeatures): Uint8Array {
  const { widthPx, heightPx, count, descriptors } = features;
  const descriptorBytes = count === 0 ? 16 : descriptors.length / count;
  if (widthPx > sidePxMax || heightPx > sidePxMax || count > 0xffff) throw new RangeError("Too large to be kept as local features.");
  const bytes = new Uint8Array(headerBytes + count * (placeBytes + descriptorBytes));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, codecVersion);
  view.setUint8(1, descriptorBytes);
  view.setUint16(2, widthPx, true);
  view.setUint16(4, heightPx, true);
  view.setUint16(6, count, true);
  for (let i = 0; i < count; i++) {
    const x = Math.max(0, Math.round((features.x[i] as number) * stepsPerPx));
    const y = Math.max(0, Math.round((features.y[i] as number) * stepsPerPx));
    view.setUint16(headerBytes + 2 * i, x, true);
    view.setUint16(headerBytes + 2 * (count + i), y, true);
    bytes[headerBytes + 4 * count + i] = clampByte(Math.log2((features.size[i] as number) / sizePxMin) * stepsPerOctave);
    const turn = (features.angle[i] as number) / (2 * Math.PI);
    bytes[headerBytes + 5 * count + i] = Math.round((turn - Math.floor(turn)) * anglesPerTurn) % anglesPerTurn;
  }
  bytes.set(descriptors, headerBytes + placeBytes * count);
  return bytes;
}

/**
 * Features of the bytes that `encodeFeatures` wrote.
 * @throws RangeError for bytes of another version, cut off, or too many
 */
export function decodeFeatures(bytes: Uint8Array): LocalFeatures {
  if (bytes.length < headerBytes || bytes[0] !== codecVersion) throw new RangeError("These bytes are no local features.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const descriptorBytes = view.getUint8(1);
  const count = view.getUint16(6, true);
  if ((descriptorBytes !== 8 && descriptorBytes !== 16) || bytes.length !== headerBytes + count * (placeBytes + descriptorBytes)) {
    throw new RangeError("These local features are damaged.");
  }
  const features = {
    widthPx: view.getUint16(2, true),
    heightPx: view.getUint16(4, true),
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    size: new Float32Array(count),
    angle: new Float32Array(count),
    // A copy: `slice` of a Buffer is none, and what compares descriptors reads four bytes at once.
    descriptors: new Uint8Array(bytes.subarray(headerBytes + placeBytes * count)),
  };
  for (let i = 0; i < count; i++) {
    features.x[i] = view.getUint16(headerBytes + 2 * i, true) / stepsPerPx;
    features.y[i] = view.getUint16(headerBytes + 2 * (count + i), true) / stepsPerPx;
    features.size[i] = sizeOfByte[bytes[headerBytes + 4 * count + i] as number] as number;
    features.angle[i] = ((bytes[headerBytes + 5 * count + i] as number) / anglesPerTurn) * 2 * Math.PI;
    if ((features.x[i] as number) > features.widthPx || (features.y[i] as number) > features.heightPx) {
      throw new RangeError("These local features are damaged.");
    }
  }
  return features;
}

/** Of each byte, its bits where directions of 8 or of 4 per cell stand after they are mirrored: bit k goes to (−k) modulo their number. */
function mirroredBytes(directions: 4 | 8): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    let mirrored = 0;
    for (let bit = 0; bit < 8; bit++) {
      const cell = bit - (bit % directions);
      const to = cell + ((directions - (bit % directions)) % directions);
      if ((byte >> bit) & 1) mirrored |= 1 << to;
    }
    return mirrored;
  });
}

const mirroredBytesOf = { 16: mirroredBytes(8), 8: mirroredBytes(4) };

/**
 * The features that the picture would have if its left and right were exchanged, without its pixels:
 * [Note: Descriptor layout] a descriptor is 4 rows by 4 columns of cells in the key point's own
 * frame, each with 8 (or 4) directions, one bit each, the lowest bit first. Mirrored, its rows stand
 * in reverse order and its directions are negated. Upside down is this and a turn, which features do
 * not see.
 */
export function mirrorFeatures(features: LocalFeatures): LocalFeatures {
  const { widthPx, heightPx, count, descriptors } = features;
  const rowBytes = count === 0 ? 4 : descriptors.length / count / 4;
  const mirroredBits = mirroredBytesOf[rowBytes === 2 ? 8 : 16];
  const mirrored = new Uint8Array(descriptors.length);
  for (let from = 0; from < descriptors.length; from++) {
    const inRow = from % rowBytes;
    const row = ((from - inRow) / rowBytes) % 4;
    mirrored[from + (3 - 2 * row) * rowBytes] = mirroredBits[descriptors[from] as number] as number;
  }
  return {
    widthPx,
    heightPx,
    count,
    x: features.x.map((x) => widthPx - 1 - x),
    y: features.y.slice(),
    size: features.size.slice(),
    angle: features.angle.map((angle) => (3 * Math.PI - angle) % (2 * Math.PI)),
    descriptors: mirrored,
  };
}
