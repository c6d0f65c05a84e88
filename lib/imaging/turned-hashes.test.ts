import sharp from "sharp";
import { expect, test } from "vitest";
import { computePerceptualHash } from "./perceptual-hash";
import { leastDistances, packBits, packedWords, packHash, toHashQuery } from "./turned-hashes";

const toBytes = (bits: string) => Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));

const queryOf = (bytes: Uint8Array) => toHashQuery(packed(bytes), 0);

function packed(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(packedWords);
  packHash(bytes, words, 0);
  return words;
}

/** Signs of a 16 x 16 matrix of frequencies, changed as a turn or mirror of the picture changes them. */
function turnBits(bits: string, { across, down, reflected }: { across: boolean; down: boolean; reflected: boolean }): string {
  const bit = (row: number, column: number) => {
    const [k, l] = reflected ? [column, row] : [row, column];
    const negated = (across && column % 2 === 0) !== (down && row % 2 === 0);
    return (bits[k * 16 + l] === "1") !== negated ? "1" : "0";
  };
  return Array.from({ length: 256 }, (_, at) => bit(Math.floor(at / 16), at % 16)).join("");
}

const hamming = (a: string, b: string) => [...a].filter((bit, at) => bit !== b[at]).length;
const lowOf = (bits: string) => [...bits].filter((_, at) => at < 128 && at % 16 < 8).join("");
const flags = [false, true];
const turns = flags.flatMap((across) => flags.flatMap((down) => flags.map((reflected) => ({ across, down, reflected }))));

function randomBits(seed: number): string {
  let state = seed;
  return Array.from({ length: 256 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 31 ? "1" : "0";
  }).join("");
}

test("distances are the least of comparing with each of the eight turns and mirrors, of 64 bits and of 256", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const [a, b] = [randomBits(seed), randomBits(seed + 1_000)];
    const turned = turns.map((turn) => turnBits(a, turn));
    expect(leastDistances(queryOf(toBytes(a)), packed(toBytes(b)), 0)).toEqual({
      distance256: Math.min(...turned.map((each) => hamming(each, b))),
      distance64: Math.min(...turned.map((each) => hamming(lowOf(each), lowOf(b)))),
    });
    for (const each of turned) {
      expect(leastDistances(queryOf(toBytes(each)), packed(toBytes(a)), 0)).toEqual({ distance64: 0, distance256: 0 });
    }
  }
});

test("a hash as text is packed as its bytes are", () => {
  const bits = randomBits(5);
  expect(packBits(bits)).toEqual(packed(toBytes(bits)));
});

test("real turns and mirrors of a picture are near it, and another picture is far", async () => {
  const shapes =
    '<circle cx="120" cy="80" r="60" fill="#c33"/><rect x="200" y="150" width="90" height="30" fill="#36c"/><rect x="20" y="170" width="60" height="60"/>';
  const draw = (inner: string) =>
    sharp(Buffer.from(`<svg width="320" height="240"><rect width="100%" height="100%" fill="#ddd"/>${inner}</svg>`))
      .png()
      .toBuffer();
  const hashOf = async (bytes: Buffer) => {
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const hash = await computePerceptualHash({ width: info.width, height: info.height, channels: 3, data });
    return toBytes(hash?.hash256 ?? "");
  };
  const picture = await draw(shapes);
  const stored = packed(await hashOf(picture));
  for (const angle of [0, 90, 180, 270]) {
    for (const mirrored of flags) {
      const turned = await sharp(await sharp(picture).flop(mirrored).toBuffer())
        .rotate(angle)
        .jpeg({ quality: 60 })
        .toBuffer();
      const { distance256 } = leastDistances(queryOf(await hashOf(turned)), stored, 0);
      expect(distance256, `${angle} ${mirrored}`).toBeLessThanOrEqual(30);
    }
  }
  const other = await hashOf(await draw('<circle cx="250" cy="190" r="40"/><rect x="30" y="20" width="40" height="190" fill="#2a2"/>'));
  expect(leastDistances(queryOf(other), stored, 0).distance256).toBeGreaterThan(30);
});
