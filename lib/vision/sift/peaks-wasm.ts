import {
  add,
  assembleModule,
  constant,
  f32,
  get,
  i32,
  intersect,
  loadVector,
  repeat,
  set,
  storeVector,
  storeWhole,
  subtract,
  tee,
  v128,
  when,
} from "../wasm-code";
import {
  absolute,
  allFour,
  both,
  either,
  fourTimes,
  greater,
  highestBits,
  isAbove,
  isAny,
  isAtLeast,
  isAtMost,
  lesser,
  minus,
} from "../wasm-vectors";

const [floatBytes, vectorBytes] = [4, 16];

/** Names of the parameters, then of the variables: their numbers in the code. Addresses of levels are of the pixel before the first. */
const [before, here, after, stride, groups, valueMin, to] = [0, 1, 2, 3, 4, 5, 6] as const;
const bits = 7;
const [faintest, value, highest, lowest, peaks] = [8, 9, 10, 11, 12] as const;

type Neighbour = { level: number; row: number; column: number };
const around = [-1, 0, 1];
const neighbours = [here, before, after]
  .flatMap((level) => around.flatMap((row) => around.map((column): Neighbour => ({ level, row, column }))))
  .filter(({ level, row, column }) => level !== here || row !== 0 || column !== 0);
const stepsTo = ({ level, row, column }: Neighbour) => (level === here ? 0 : 1) + Math.abs(row) + Math.abs(column);

function load({ level, row, column }: Neighbour): number[] {
  const line = row === 0 ? get(level) : [...get(level), ...get(stride), ...(row < 0 ? subtract : add)];
  return [...line, ...loadVector(floatBytes * (column + 1))];
}

/** Keeps those of `peaks` that are at least the largest of these numbers and 0, or at most the smallest of them and 0. */
const compareWith = (numbers: Neighbour[]) => [
  ...[...numbers.reduce((code, one) => greater(code, load(one)), allFour(0)), ...set(highest)],
  ...[...numbers.reduce((code, one) => lesser(code, load(one)), allFour(0)), ...set(lowest)],
  ...[...both(get(peaks), either(isAtLeast(get(value), get(highest)), isAtMost(get(value), get(lowest)))), ...tee(peaks)],
];
const writePeak = (pixel: number) =>
  when(
    [...get(bits), ...constant(1 << pixel), ...intersect],
    [
      [...get(to), ...get(here), ...constant(floatBytes * (pixel + 1)), ...add, ...storeWhole],
      [...get(to), ...constant(floatBytes), ...add, ...set(to)],
    ],
  );

/**
 * Exports `findPeaks`, which writes the addresses of a row's peaks to `to` and gives where their list
 * ends: numbers beyond `valueMin`, of either sign, that none of the 26 around them exceeds. In words:
 *
 *     do {                                             // four pixels at once
 *       if (any |value| > valueMin)
 *         if (any of them is a peak among the 6 nearest numbers)
 *           if (any is among the other 20) write the addresses of those
 *       before += 4; here += 4; after += 4
 *     } while (--groups)
 */
export const peaksModule = assembleModule({
  name: "findPeaks",
  parameters: [i32, i32, i32, i32, i32, f32, i32],
  givesNumber: true,
  locals: [
    [1, i32],
    [5, v128],
  ],
  code: [
    ...[...fourTimes(get(valueMin)), ...set(faintest)],
    ...repeat([
      [...get(here), ...loadVector(floatBytes), ...set(value)],
      when(isAny([...isAbove(absolute(get(value)), get(faintest)), ...tee(peaks)]), [
        when(isAny(compareWith(neighbours.filter((one) => stepsTo(one) === 1))), [
          when(isAny(compareWith(neighbours.filter((one) => stepsTo(one) > 1))), [
            [...highestBits(get(peaks)), ...set(bits)],
            ...[0, 1, 2, 3].map(writePeak),
          ]),
        ]),
      ]),
      ...[before, here, after].map((level) => [...get(level), ...constant(vectorBytes), ...add, ...set(level)]),
      [...get(groups), ...constant(1), ...subtract, ...tee(groups)],
    ]),
    ...get(to),
  ],
});

const [upper, lower, out, count] = [0, 1, 2, 3] as const;

/** Exports `subtractLevels`, which writes the numbers at `upper` less those at `lower` to `out`, four at a time. */
export const subtractModule = assembleModule({
  name: "subtractLevels",
  parameters: 4,
  locals: [],
  code: repeat([
    [...get(out), ...minus([...get(upper), ...loadVector(0)], [...get(lower), ...loadVector(0)]), ...storeVector(0)],
    ...[upper, lower, out].map((pointer) => [...get(pointer), ...constant(vectorBytes), ...add, ...set(pointer)]),
    [...get(count), ...constant(1), ...subtract, ...tee(count)],
  ]),
});
