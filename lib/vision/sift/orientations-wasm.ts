import {
  add,
  addFloats,
  assembleModule,
  constant,
  f32,
  get,
  i32,
  loadFloat,
  loadVector,
  repeat,
  set,
  storeFloat,
  subtract,
  tee,
  v128,
} from "../wasm-code";
import { allFour, floatAt, floor, fourTimes, plus, times, toWhole, wholeAt } from "../wasm-vectors";
import { directions, lengths, setGradients } from "./gradient-wasm";

/** Directions of a turn that are told apart. */
export const orientationBins = 36;
const [floatBytes, vectorBytes] = [4, 16];

/** Names of the parameters, then of the variables: their numbers in the code. */
const [at, groups, weights, sums, stride, rowWeight] = [0, 1, 2, 3, 4, 5] as const;
const to = 6;
const [dx, dy, spare, length, bin] = [7, 8, 9, 10, 11] as const;
const gradient = { dx, dy, spare };

const weighted = times(times(lengths(gradient), [...get(weights), ...loadVector(0)]), fourTimes(get(rowWeight)));
const nearestBin = floor(plus(times(directions(gradient), allFour(orientationBins / 8)), allFour(0.5)));
const addPixel = (pixel: number) => [
  ...[...get(sums), ...wholeAt(get(bin), pixel), ...add, ...tee(to)],
  ...[...get(to), ...loadFloat, ...floatAt(get(length), pixel), ...addFloats, ...storeFloat],
];

/**
 * Exports `addDirections`, which adds up the weighted lengths of a row's gradients by direction. In words:
 *
 *     do {                                             // four pixels at once
 *       length = |gradient| * weights * rowWeight
 *       bin = the nearest of 36 directions, and one more that is the first again
 *       for each of the four pixels: sums[bin] += length
 *       at += 4; weights += 4
 *     } while (--groups)
 */
export const orientationsModule = assembleModule({
  name: "addDirections",
  parameters: [i32, i32, i32, i32, i32, f32],
  locals: [
    [1, i32],
    [5, v128],
  ],
  code: repeat([
    setGradients(gradient, at, stride),
    [...weighted, ...set(length), ...toWhole(times(nearestBin, allFour(floatBytes))), ...set(bin)],
    ...[0, 1, 2, 3].map(addPixel),
    [...get(at), ...constant(vectorBytes), ...add, ...set(at), ...get(weights), ...constant(vectorBytes), ...add, ...set(weights)],
    [...get(groups), ...constant(1), ...subtract, ...tee(groups)],
  ]),
});
