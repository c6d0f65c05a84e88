import { add, assembleModule, constant, get, loadVector, repeat, set, storeVector, subtract, tee, v128 } from "./wasm-code";

/**
 * [Note: Nearest in WebAssembly] Two pictures are matched by the distances of all descriptors of one to all of
 * the other, of which only the least of each row and of each column are of interest. Columns lie byte by byte,
 * the first bytes of 16 descriptors, then their second ones: so bits are added up without being put together.
 * In words:
 *
 *     smallest = 255
 *     do {                                             // 16 columns at once
 *       distances = the sum of bits in (columns[byte] ^ query[byte]) over all bytes, or 255 where hidden
 *       row = distances; after = min(before, distances); smallest = min(smallest, distances)
 *       columns, hidden, row, before, after to the next 16
 *     } while (--groups)
 *     least = the smallest of the 16 in smallest
 */
const query = 0;
const columns = 1;
const groups = 2;
const hidden = 3;
const row = 4;
const before = 5;
const after = 6;
const least = 7;
const distances = 8;
const smallest = 9;
const asked = 10;

const vectorBytes = 16;
const loadSplat = (offset: number): number[] => [0xfd, 0x07, 0, offset];
const exclusiveOr = [0xfd, 0x51];
const either = [0xfd, 0x50];
const countBits = [0xfd, 0x62];
const addBytes = [0xfd, 0x6e];
const smaller = [0xfd, 0x77];
const allBits = [0xfd, 0x0c, ...new Array<number>(vectorBytes).fill(0xff)];
const takeFirst = [0xfd, 0x16, 0];
const storeByte = [0x3a, 0, 0];
/** The bytes of two vectors from `by` on. */
const rotate = (by: number): number[] => [0xfd, 0x0d, ...Array.from({ length: vectorBytes }, (_, at) => (at + by) % vectorBytes)];

const next = (variable: number, bytes: number): number[] => [...get(variable), ...constant(bytes), ...add, ...set(variable)];

function nearestModule(bytesEach: 16 | 8): Uint8Array<ArrayBuffer> {
  const bytes = Array.from({ length: bytesEach }, (_, byte) => byte);
  const countByte = (byte: number) => [
    ...[...get(columns), ...loadVector(byte * vectorBytes), ...get(asked + byte), ...exclusiveOr, ...countBits],
    ...(byte === 0 ? [] : addBytes),
  ];
  const code = [
    ...bytes.flatMap((byte) => [...get(query), ...loadSplat(byte), ...set(asked + byte)]),
    ...[...allBits, ...set(smallest)],
    ...repeat([
      [...bytes.flatMap(countByte), ...get(hidden), ...loadVector(0), ...either, ...set(distances)],
      [...get(row), ...get(distances), ...storeVector(0)],
      [...get(after), ...get(before), ...loadVector(0), ...get(distances), ...smaller, ...storeVector(0)],
      [...get(smallest), ...get(distances), ...smaller, ...set(smallest)],
      next(columns, bytesEach * vectorBytes),
      ...[hidden, row, before, after].map((variable) => next(variable, vectorBytes)),
      [...get(groups), ...constant(1), ...subtract, ...tee(groups)],
    ]),
    ...[8, 4, 2, 1].flatMap((by) => [
      ...[...get(smallest), ...get(smallest), ...get(smallest), ...rotate(by), ...smaller, ...set(smallest)],
    ]),
    ...[...get(least), ...get(smallest), ...takeFirst, ...storeByte],
  ];
  return assembleModule({ name: "nearest", parameters: 8, locals: [[2 + bytesEach, v128]], code });
}

/** `nearest(query, columns, groups, hidden, row, before, after, least)`, see [Note: Nearest in WebAssembly]; by bytes of a descriptor. */
export const nearestModules = { 16: nearestModule(16), 8: nearestModule(8) };
