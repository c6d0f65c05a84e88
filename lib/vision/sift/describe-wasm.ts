import { add, assembleModule, constant, f32, get, i32, loadVector, repeat, set, storeVector, subtract, tee, v128 } from "../wasm-code";
import {
  allFour,
  both,
  choose,
  floats,
  floor,
  fourTimes,
  greater,
  isAbove,
  isAtLeast,
  isBelow,
  lesser,
  loadFourTimes,
  minus,
  pick,
  plus,
  times,
  toWhole,
  transpose,
  wholeAt,
} from "../wasm-vectors";
import { directions, lengths, setGradients } from "./gradient-wasm";

/**
 * [Note: Descriptors in WebAssembly] A pixel near a key point adds to eight sums, at places that depend on its
 * gradient: as a scalar loop that is half of the time of SIFT, so four pixels are looked at at once here, and a
 * pixel adds to two vectors of four sums. So that its sums lie side by side, there is a bucket for each place between four cells
 * (5 x 5) and each of 8 directions and one more, [row, column, direction, 4]: the shares of the cells to
 * its upper left, upper right, lower left and lower right. `describeKeyPoint` adds up the buckets around each cell.
 *
 *     do {                                             // four pixels at once
 *       length = |gradient| * weights * rowWeight where (column, row) lies within, 0 elsewhere
 *       direction = direction of the gradient - turn, 0 to 8
 *       place = the bucket of floor(row), floor(column), floor(direction)
 *       shares = length by what is behind the point of row and column, of 4 cells each
 *       for each of the four pixels {
 *         later = shares * what is behind the point of direction
 *         sums[place] += shares - later; sums[place + 1] += later
 *       }
 *       column += 4 * slopes[0]; row -= 4 * slopes[1]; at += 4; weights += 4
 *     } while (--groups)
 */
export const bucketsPerSide = 5;
export const directionsPerBucket = 9;
const vectorBytes = 16;

/** Names of the parameters, then of the variables: their numbers in the code. `settings` are the slopes of column and row along x, the turn and one unused. */
const [at, groups, weights, settings, sums, stride, column, row, rowWeight] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const to = 9;
const [columns, rows, dx, dy, spare, length, direction, floorColumn, floorRow, floorDirection] = [
  10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
] as const;
const [place, upperLeft, upperRight, lowerLeft, lowerRight] = [20, 21, 22, 23, 24] as const;
const gradient = { dx, dy, spare };

const isWithin = (value: number) => both(isAbove(get(value), allFour(0)), isBelow(get(value), allFour(bucketsPerSide)));
const weighted = times(times(lengths(gradient), [...get(weights), ...loadVector(0)]), fourTimes(get(rowWeight)));
/** Beyond the cells a pixel has no length, but needs a place. */
const floorWithin = (value: number) => floor(lesser(greater(get(value), allFour(0)), allFour(bucketsPerSide - 0.5)));

const turned = [
  ...[...minus(directions(gradient), loadFourTimes(get(settings), 8)), ...set(direction)],
  ...[...choose(isBelow(get(direction), allFour(0)), plus(get(direction), allFour(8)), get(direction)), ...set(direction)],
  ...[...choose(isAtLeast(get(direction), allFour(8)), minus(get(direction), allFour(8)), get(direction)), ...set(direction)],
];
const bucket = plus(
  times(plus(times(get(floorRow), allFour(bucketsPerSide)), get(floorColumn)), allFour(directionsPerBucket)),
  get(floorDirection),
);
const shareBehind = (value: number, floored: number) => minus(get(value), get(floored));

const setShares = [
  ...[...times(get(length), shareBehind(rows, floorRow)), ...set(lowerLeft)],
  ...[...minus(get(length), get(lowerLeft)), ...set(upperLeft)],
  ...[...shareBehind(columns, floorColumn), ...set(spare)],
  ...[...times(get(upperLeft), get(spare)), ...set(upperRight)],
  ...[...minus(get(upperLeft), get(upperRight)), ...set(upperLeft)],
  ...[...times(get(lowerLeft), get(spare)), ...set(lowerRight)],
  ...[...minus(get(lowerLeft), get(lowerRight)), ...set(lowerLeft)],
];
const four = [upperLeft, upperRight, lowerLeft, lowerRight] as const;

const addTo = (offset: number, value: number[]) => [
  ...[...get(to), ...plus([...get(to), ...loadVector(offset)], value), ...storeVector(offset)],
];
const addPixel = (shares: number, pixel: number) => [
  ...[...get(sums), ...wholeAt(get(place), pixel), ...add, ...set(to)],
  ...[...times(get(shares), pick(get(direction), get(direction), [pixel, pixel, pixel, pixel])), ...set(spare)],
  ...addTo(0, minus(get(shares), get(spare))),
  ...addTo(vectorBytes, get(spare)),
];

const code = [
  ...[...plus(fourTimes(get(column)), times(loadFourTimes(get(settings), 0), floats(0, 1, 2, 3))), ...set(columns)],
  ...[...minus(fourTimes(get(row)), times(loadFourTimes(get(settings), 4), floats(0, 1, 2, 3))), ...set(rows)],
  ...repeat([
    setGradients(gradient, at, stride),
    [...both(weighted, both(isWithin(columns), isWithin(rows))), ...set(length)],
    turned,
    [
      ...floorWithin(columns),
      ...set(floorColumn),
      ...floorWithin(rows),
      ...set(floorRow),
      ...floor(get(direction)),
      ...set(floorDirection),
    ],
    [...toWhole(times(bucket, allFour(vectorBytes))), ...set(place), ...shareBehind(direction, floorDirection), ...set(direction)],
    setShares,
    transpose(four, [dx, dy]),
    ...four.map(addPixel),
    [...plus(get(columns), times(loadFourTimes(get(settings), 0), allFour(4))), ...set(columns)],
    [...minus(get(rows), times(loadFourTimes(get(settings), 4), allFour(4))), ...set(rows)],
    [...get(at), ...constant(vectorBytes), ...add, ...set(at), ...get(weights), ...constant(vectorBytes), ...add, ...set(weights)],
    [...get(groups), ...constant(1), ...subtract, ...tee(groups)],
  ]),
];

/** Exports `describe`, see [Note: Descriptors in WebAssembly]. */
export const describeModule = assembleModule({
  name: "describe",
  parameters: [i32, i32, i32, i32, i32, i32, f32, f32, f32],
  locals: [
    [1, i32],
    [15, v128],
  ],
  code,
});
