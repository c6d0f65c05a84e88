import { get, set } from "./wasm-code";

/**
 * Instructions on vectors of four numbers (32-bit floats), as expressions: each takes the code of its
 * operands and gives the code that leaves the result. Source: WebAssembly core specification 2.0,
 * section 5.4.9.
 */
type Code = number[];

const vectorOp = (code: number): Code => (code < 0x80 ? [0xfd, code] : [0xfd, (code & 0x7f) | 0x80, code >> 7]);
const unary =
  (code: number) =>
  (value: Code): Code => [...value, ...vectorOp(code)];
const binary =
  (code: number) =>
  (left: Code, right: Code): Code => [...left, ...right, ...vectorOp(code)];

export const plus = binary(0xe4);
export const minus = binary(0xe5);
export const times = binary(0xe6);
export const over = binary(0xe7);
/** The lesser and the greater of two numbers, of each of four. */
export const lesser = binary(0xea);
export const greater = binary(0xeb);
export const absolute = unary(0xe0);
export const root = unary(0xe3);
export const floor = unary(0x68);
/** Of floats whole numbers, cut off at 0. */
export const toWhole = unary(0xf8);
/** One float, or one whole number, four times. */
export const fourTimes = unary(0x13);

/** Comparisons leave all bits set where they are true. */
export const isBelow = binary(0x43);
export const isAbove = binary(0x44);
export const isAtMost = binary(0x45);
export const isAtLeast = binary(0x46);
export const both = binary(0x4e);
export const either = binary(0x50);
/** Whether any bit is set, as a whole number. */
export const isAny = unary(0x53);
/** The highest bits of the four, as a whole number of 0..15. */
export const highestBits = unary(0xa4);
/** `yes` where `mask` is set, `no` elsewhere. */
export const choose = (mask: Code, yes: Code, no: Code): Code => [...yes, ...no, ...mask, ...vectorOp(0x52)];

/** Four floats as they stand here. */
export function floats(...numbers: [number, number, number, number]): Code {
  return [0xfd, 0x0c, ...new Uint8Array(Float32Array.from(numbers).buffer)];
}
export const allFour = (number: number): Code => floats(number, number, number, number);

/** The float at an address, four times; offsets are below 128. */
export const loadFourTimes = (address: Code, offset = 0): Code => [...address, 0xfd, 0x09, 2, offset];
/** The whole number, or the float, at place `at` of four. */
export const wholeAt = (vector: Code, at: number): Code => [...vector, 0xfd, 0x1b, at];
export const floatAt = (vector: Code, at: number): Code => [...vector, 0xfd, 0x1f, at];
/** Four of the eight numbers of two vectors, by their places 0..7. */
export const pick = (left: Code, right: Code, places: readonly number[]): Code => [
  ...[...left, ...right, 0xfd, 0x0d],
  ...places.flatMap((place) => [0, 1, 2, 3].map((byte) => 4 * place + byte)),
];

/** Writes the numbers of four vectors by their places: the first of each to the first, the second of each to the second. `spare` are two more variables. */
export function transpose(four: readonly [number, number, number, number], spare: readonly [number, number]): Code {
  const [a, b, c, d] = four;
  const [ab, cd] = spare;
  const [low, high] = [
    [0, 4, 1, 5],
    [2, 6, 3, 7],
  ] as const;
  const [first, second] = [
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ] as const;
  return [
    ...[...pick(get(a), get(b), low), ...set(ab), ...pick(get(c), get(d), low), ...set(cd)],
    ...[...pick(get(a), get(b), high), ...set(b), ...pick(get(c), get(d), high), ...set(d)],
    ...[...pick(get(ab), get(cd), first), ...set(a), ...pick(get(b), get(d), first), ...set(c)],
    ...[...pick(get(ab), get(cd), second), ...set(ab), ...pick(get(b), get(d), second), ...set(d), ...get(ab), ...set(b)],
  ];
}
