import { add, assembleModule, constant, get, loadVector, repeat, set, storeVector, subtract, tee, v128 } from "./wasm-code";

/**
 * [Note: Least distances in WebAssembly] Visual words are learned and looked up by the nearest of many centres to
 * one descriptor. Centres lie byte by byte, the first bytes of 16 centres, then their second ones, so that bits are
 * added up without being put together. In words:
 *
 *     smallest = 255
 *     do {                                             // 16 centres at once
 *       distances = the sum of bits in (centres[byte] ^ query[byte]) over all bytes
 *       row = distances; smallest = min(smallest, distances)
 *       centres, row to the next 16
 *     } while (--groups)
 *     gives the smallest of the 16 in smallest
 */
const query = 0;
const centres = 1;
const groups = 2;
const row = 3;
const distances = 4;
const smallest = 5;
const asked = 6;

const vectorBytes = 16;
const loadSplat = (offset: number): number[] => [0xfd, 0x07, 0, offset];
const exclusiveOr = [0xfd, 0x51];
const countBits = [0xfd, 0x62];
const addBytes = [0xfd, 0x6e];
const smaller = [0xfd, 0x77];
const allBits = [0xfd, 0x0c, ...new Array<number>(vectorBytes).fill(0xff)];
const takeFirst = [0xfd, 0x16, 0];
/** The bytes of two vectors from `by` on. */
const rotate = (by: number): number[] => [0xfd, 0x0d, ...Array.from({ length: vectorBytes }, (_, at) => (at + by) % vectorBytes)];

const next = (variable: number, bytes: number): number[] => [...get(variable), ...constant(bytes), ...add, ...set(variable)];

function leastModule(bytesEach: 16 | 8): Uint8Array<ArrayBuffer> {
  const bytes = Array.from({ length: bytesEach }, (_, byte) => byte);
  const countByte = (byte: number) => [
    ...[...get(centres), ...loadVector(byte * vectorBytes), ...get(asked + byte), ...exclusiveOr, ...countBits],
    ...(byte === 0 ? [] : addBytes),
  ];
  const code = [
    ...bytes.flatMap((byte) => [...get(query), ...loadSplat(byte), ...set(asked + byte)]),
    ...[...allBits, ...set(smallest)],
    ...repeat([
      [...bytes.flatMap(countByte), ...set(distances)],
      [...get(row), ...get(distances), ...storeVector(0)],
      [...get(smallest), ...get(distances), ...smaller, ...set(smallest)],
      [...next(centres, bytesEach * vectorBytes), ...next(row, vectorBytes)],
      [...get(groups), ...constant(1), ...subtract, ...tee(groups)],
    ]),
    ...[8, 4, 2, 1].flatMap((by) => [...get(smallest), ...get(smallest), ...get(smallest), ...rotate(by), ...smaller, ...set(smallest)]),
    ...[...get(smallest), ...takeFirst],
  ];
  return assembleModule({ name: "least", parameters: 4, givesNumber: true, locals: [[2 + bytesEach, v128]], code });
}

/** `least(query, centres, groups, row)`, see [Note: Least distances in WebAssembly]; by bytes of a descriptor. */
export const leastModules = { 16: leastModule(16), 8: leastModule(8) };
