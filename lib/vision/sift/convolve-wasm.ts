import { add, assembleModule, constant, get, i32, loadVector, repeat, set, storeVector, subtract, tee, v128 } from "../wasm-code";

/**
 * [Note: Convolution in WebAssembly] A third of the time of SIFT is blurring. V8 makes scalar code
 * of a loop over a Float32Array; the same loop over 16 numbers at a time is several times faster. In words:
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
 */
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

const loadSplat = [0xfd, 0x09, 2, 0];
const addVectors = [0xfd, 0xe4, 0x01];
const multiplyVectors = [0xfd, 0xe6, 0x01];
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

/** Exports `convolve`, see [Note: Convolution in WebAssembly]. */
export const convolveModule = assembleModule({
  name: "convolve",
  parameters: 6,
  locals: [
    [4, i32],
    [5, v128],
  ],
  code: convolve,
});
