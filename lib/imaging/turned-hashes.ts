/**
 * [Note: Eight turns] Bit (k, l) of a 256-bit hash is the sign of the DCT coefficient of frequency k
 * from top to bottom and l from left to right, 1 to 16. Mirroring a picture negates the coefficients
 * whose frequency in that direction is odd, and reflecting it at the diagonal exchanges k and l (as in
 * PDQ's dihedral hashes). So the bits are kept in four classes of 64, by whether k and whether l is odd:
 * of the eight turns and mirrors of a picture four differ in whole classes negated, and the other four
 * are those of the reflected picture. Four distances of classes give those of four turns: a quarter of
 * the work of comparing each.
 */

/** Words of 32 bits of a packed hash: two for each class, whose first 16 bits are those of the 64-bit hash. */
export const packedWords = 8;

const side = 16;

/** Where each of the 256 bits, row by row, lies in a packed hash. */
const places = makePlaces();

function makePlaces(): Uint8Array {
  const taken = [0, 64, 128, 192];
  const made = new Uint8Array(side * side);
  // The 8 x 8 lowest frequencies first: 16 of each class.
  for (const isLow of [true, false]) {
    for (let at = 0; at < made.length; at++) {
      const [row, column] = [Math.floor(at / side), at % side];
      if ((row < 8 && column < 8) !== isLow) continue;
      const number = (row % 2 === 0 ? 2 : 0) + (column % 2 === 0 ? 1 : 0);
      const place = taken[number] as number;
      made[at] = place;
      taken[number] = place + 1;
    }
  }
  return made;
}

/** Packs the 256 bits of a hash, given as 32 bytes with the first bit the highest, into words from `offset` on. */
export function packHash(bytes: Uint8Array, to: Int32Array, offset: number): void {
  to.fill(0, offset, offset + packedWords);
  for (let at = 0; at < places.length; at++) {
    if (((bytes[at >> 3] as number) & (0x80 >> (at & 7))) === 0) continue;
    setBit(to, offset * 32 + (places[at] as number));
  }
}

/** Packs a hash that is given as text of "0" and "1". */
export function packBits(bits: string): Int32Array {
  const packed = new Int32Array(packedWords);
  for (let at = 0; at < places.length; at++) if (bits[at] === "1") setBit(packed, places[at] as number);
  return packed;
}

/** A hash to compare with: itself and that of the picture reflected at its diagonal, both packed. */
export type HashQuery = Int32Array;

/** A query from the packed hash that begins at `offset`. */
export function toHashQuery(hashes: Int32Array, offset: number): HashQuery {
  const query = new Int32Array(2 * packedWords);
  for (let at = 0; at < places.length; at++) {
    const place = places[at] as number;
    if ((((hashes[offset + (place >> 5)] as number) >>> (place & 31)) & 1) === 0) continue;
    const reflected = places[(at % side) * side + Math.floor(at / side)] as number;
    setBit(query, place);
    setBit(query, packedWords * 32 + reflected);
  }
  return query;
}

function setBit(words: Int32Array, at: number): void {
  words[at >> 5] = (words[at >> 5] as number) | (1 << (at & 31));
}

/** Hamming distances, each the least of the eight turns and mirrors. */
export type TurnedDistances = { distance64: number; distance256: number };

/**
 * The least Hamming distances of the eight turns and mirrors between a query and a packed hash that
 * begins at `offset`. See [Note: Eight turns].
 */
export function leastDistances(query: HashQuery, hashes: Int32Array, offset: number): TurnedDistances {
  let distance64 = 64;
  let distance256 = 256;
  for (let q = 0; q < 2 * packedWords; q += packedWords) {
    const none = (hashes[offset] as number) ^ (query[q] as number);
    const across = (hashes[offset + 2] as number) ^ (query[q + 2] as number);
    const down = (hashes[offset + 4] as number) ^ (query[q + 4] as number);
    const both = (hashes[offset + 6] as number) ^ (query[q + 6] as number);
    const [n, a, d, b] = [countBits(none & 0xffff), countBits(across & 0xffff), countBits(down & 0xffff), countBits(both & 0xffff)];
    distance64 = Math.min(distance64, n + leastOf(a, d, b, 16));
    const more = countBits(none >>> 16) + countBits((hashes[offset + 1] as number) ^ (query[q + 1] as number));
    const moreAcross = countBits(across >>> 16) + countBits((hashes[offset + 3] as number) ^ (query[q + 3] as number));
    const moreDown = countBits(down >>> 16) + countBits((hashes[offset + 5] as number) ^ (query[q + 5] as number));
    const moreBoth = countBits(both >>> 16) + countBits((hashes[offset + 7] as number) ^ (query[q + 7] as number));
    distance256 = Math.min(distance256, n + more + leastOf(a + moreAcross, d + moreDown, b + moreBoth, 64));
  }
  return { distance64, distance256 };
}

/** The least sum of three classes of `bits` each, with none, or two of them, negated. */
function leastOf(across: number, down: number, both: number, bits: number): number {
  const negated = 2 * bits;
  return Math.min(across + down + both, negated - across + down - both, negated + across - down - both, negated - across - down + both);
}

function countBits(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
