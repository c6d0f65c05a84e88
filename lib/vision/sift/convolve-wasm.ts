/**
 * [Note: Convolution in WebAssembly] Two thirds of the time of SIFT is blurring. V8 makes scalar code
 * of a loop over a Float32Array; the same loop over 16 numbers at a time is several times faster. This
 * file writes that loop out, instruction by instruction, as the bytes of a WebAssembly module: no
 * compiler is needed to build it and none to change it. In words:
 *
 *     do {                                             // 16 numbers at once, as a, b, c, d of 4 each
 *       a..d = weights[0] * from[0..15]
 *       before = after = from; weight = weights; tap = radius
 *       do {
 *         before -= stride; after += stride; weight += 1
 *         a..d += *weight * (before[0..15] + after[0..15])
 *       } while (--tap)
 *       to[0..15] = a..d; from += 16; to += 16
 *     } while (--groups)
 *
 * Source: WebAssembly core specification 2.0, section 5.
 */
const i32 = 0x7f;
const v128 = 0x7b;
const floatBytes = 4;
const vectorBytes = 16;
const vectors = [0, 1, 2, 3] as const;
const groupBytes = vectors.length * vectorBytes;

/** Names of the parameters, then of the variables: their numbers in the code. */
const from = 0;
const to = 1;
const groups = 2;
const strideBytes = 3;
const weights = 4;
const radius = 5;
const before = 6;
const after = 7;
const weight = 8;
const tap = 9;
const splat = 10;
const sums = [11, 12, 13, 14] as const;

const get = (variable: number): number[] => [0x20, variable];
const set = (variable: number): number[] => [0x21, variable];
/** Sets a variable and leaves its value. */
const tee = (variable: number): number[] => [0x22, variable];
/** A whole number of −64 to 63, or larger ones byte by byte (signed LEB128). */
function constant(value: number): number[] {
  const bytes = [0x41];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
}
const add = [0x6a];
const subtract = [0x6b];
/** Alignment is a hint of 4 bytes; offsets are below 128. */
const loadVector = (offset: number): number[] => [0xfd, 0x00, 2, offset];
const loadSplat = [0xfd, 0x09, 2, 0];
const storeVector = (offset: number): number[] => [0xfd, 0x0b, 2, offset];
const addVectors = [0xfd, 0xe4, 0x01];
const multiplyVectors = [0xfd, 0xe6, 0x01];
/** Runs `body`, which leaves a number, again until that is 0. */
const repeat = (body: number[][]): number[] => [0x03, 0x40, ...body.flat(), 0x0d, 0x00, 0x0b];

const addTap = (vector: 0 | 1 | 2 | 3): number[] => {
  const offset = vector * vectorBytes;
  const pair = [...get(before), ...loadVector(offset), ...get(after), ...loadVector(offset), ...addVectors];
  return [...get(sums[vector]), ...get(splat), ...pair, ...multiplyVectors, ...addVectors, ...set(sums[vector])];
};

const convolve = repeat([
  [...get(weights), ...loadSplat, ...set(splat)],
  ...vectors.map((at) => [...get(from), ...loadVector(at * vectorBytes), ...get(splat), ...multiplyVectors, ...set(sums[at])]),
  [...get(from), ...tee(before), ...set(after), ...get(weights), ...set(weight), ...get(radius), ...set(tap)],
  repeat([
    [...get(before), ...get(strideBytes), ...subtract, ...set(before)],
    [...get(after), ...get(strideBytes), ...add, ...set(after)],
    [...get(weight), ...constant(floatBytes), ...add, ...tee(weight), ...loadSplat, ...set(splat)],
    ...vectors.map(addTap),
    [...get(tap), ...constant(1), ...subtract, ...tee(tap)],
  ]),
  ...vectors.map((at) => [...get(to), ...get(sums[at]), ...storeVector(at * vectorBytes)]),
  [...get(from), ...constant(groupBytes), ...add, ...set(from)],
  [...get(to), ...constant(groupBytes), ...add, ...set(to)],
  [...get(groups), ...constant(1), ...subtract, ...tee(groups)],
]);

/** Lengths above 127 take two bytes (unsigned LEB128). */
const withLength = (bytes: number[]): number[] =>
  bytes.length < 128 ? [bytes.length, ...bytes] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
const section = (id: number, content: number[]): number[] => [id, ...withLength(content)];
const name = (text: string): number[] => withLength([...Buffer.from(text)]);

/** A WebAssembly module that imports the memory `m.memory` and exports `convolve`, see [Note: Convolution in WebAssembly]. */
export const convolveModule = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 6, i32, i32, i32, i32, i32, i32, 0]),
  ...section(2, [1, ...name("m"), ...name("memory"), 0x02, 0x00, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...name("convolve"), 0x00, 0]),
  ...section(10, [1, ...withLength([2, 4, i32, 5, v128, ...convolve, 0x0b])]),
]);
