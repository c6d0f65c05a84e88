import { add, assembleModule, constant, get, loadVector, repeat, set, subtract, tee, v128 } from "./wasm-code";

/**
 * [Note: Distances in WebAssembly] Most of the time of voting, of learning words and of matching two
 * pictures is Hamming distances of one descriptor to many. V8 counts bits with a dozen operations for each
 * 32 of them; WebAssembly has an instruction that counts those of 16 bytes. In words, for descriptors of 16
 * bytes (of 8 bytes a vector holds two):
 *
 *     do {                                             // four descriptors at once
 *       a..d = bits in each byte of (from[0..3] ^ query), neighbours added: 8 sums each
 *       a = neighbours of (a, b) added; b = neighbours of (c, d) added       // 4 sums each
 *       a = neighbours of (a, b) added, added, added                         // the distances
 *       to[0..3] = a; from += 4; to += 4
 *     } while (--groups)
 */
const query = 0;
const from = 1;
const groups = 2;
const to = 3;
const asked = 4;
const sums = 5;

const loadTwice = [0xfd, 0x0a, 3, 0];
const exclusiveOr = [0xfd, 0x51];
const countBits = [0xfd, 0x62];
/** 16 bytes to 8 numbers of two bytes. */
const addNeighbours = [0xfd, 0x7d];
/** Twice 8 numbers of two bytes to 16 bytes. */
const toBytes = [0xfd, 0x66];
const takeFirstFour = [0xfd, 0x1b, 0];
const storeFour = [0x36, 2, 0];

const count = (vector: number): number[] => [
  ...[...get(from), ...loadVector(16 * vector), ...get(asked), ...exclusiveOr],
  ...[...countBits, ...addNeighbours],
];
const join = (one: number[], other: number[]): number[] => [...one, ...other, ...toBytes, ...addNeighbours];
const joinTwice = (one: number[]): number[] => join([...one, ...tee(sums)], get(sums));

function distancesModule(bytesEach: 16 | 8): Uint8Array<ArrayBuffer> {
  const pairs = bytesEach === 16 ? join(join(count(0), count(1)), join(count(2), count(3))) : join(count(0), count(1));
  const code = [
    ...[...get(query), ...(bytesEach === 16 ? loadVector(0) : loadTwice), ...set(asked)],
    ...repeat([
      [...get(to), ...joinTwice(pairs), ...tee(sums), ...get(sums), ...toBytes, ...takeFirstFour, ...storeFour],
      [...get(from), ...constant(4 * bytesEach), ...add, ...set(from)],
      [...get(to), ...constant(4), ...add, ...set(to)],
      [...get(groups), ...constant(1), ...subtract, ...tee(groups)],
    ]),
  ];
  return assembleModule({ name: "distances", parameters: 4, locals: [[2, v128]], code });
}

/** `distances(query, from, groups, to)`, see [Note: Distances in WebAssembly]; by bytes of a descriptor. */
export const distancesModules = { 16: distancesModule(16), 8: distancesModule(8) };
