/**
 * Writes WebAssembly instruction by instruction: what little of it runs on 16 bytes at a time is written
 * out by hand, so that no compiler is needed to build it and none to change it. Source: WebAssembly core
 * specification 2.0, section 5.
 */
export const i32 = 0x7f;
export const f32 = 0x7d;
export const v128 = 0x7b;

export const get = (variable: number): number[] => [0x20, variable];
export const set = (variable: number): number[] => [0x21, variable];
/** Sets a variable and leaves its value. */
export const tee = (variable: number): number[] => [0x22, variable];

/** A whole number of −64 to 63, or larger ones byte by byte (signed LEB128). */
export function constant(value: number): number[] {
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

export const add = [0x6a];
export const subtract = [0x6b];
/** Lengths and offsets above 127 take two bytes (unsigned LEB128). */
const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 0x7f) | 0x80, value >> 7]);
/** Alignment is a hint of 4 bytes. */
export const loadVector = (offset: number): number[] => [0xfd, 0x00, 2, ...unsigned(offset)];
export const storeVector = (offset: number): number[] => [0xfd, 0x0b, 2, ...unsigned(offset)];
/** A float at the address that stands before, two floats added up, and a float or whole number written to the address before it. */
export const loadFloat = [0x2a, 2, 0];
export const addFloats = [0x92];
export const storeFloat = [0x38, 2, 0];
export const storeWhole = [0x36, 2, 0];
/** The bits that two whole numbers share. */
export const intersect = [0x71];
/** Runs `body`, which leaves a number, again until that is 0. */
export const repeat = (body: number[][]): number[] => [0x03, 0x40, ...body.flat(), 0x0d, 0x00, 0x0b];
/** Runs `body` where `condition` leaves another number than 0. */
export const when = (condition: number[], body: number[][]): number[] => [...condition, 0x04, 0x40, ...body.flat(), 0x0b];

const withLength = (bytes: number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, content: number[]): number[] => [id, ...withLength(content)];
const name = (text: string): number[] => withLength([...Buffer.from(text)]);

/** A function that gives nothing, or a whole number; `parameters` is their types, or how many whole numbers; `locals` are pairs of how many and of which type. */
export type WasmFunction = {
  name: string;
  parameters: number | readonly number[];
  givesNumber?: boolean;
  locals: readonly (readonly [count: number, type: number])[];
  code: number[];
};

/** A WebAssembly module that imports the memory `m.memory` and exports one function. */
export function assembleModule({ name: exported, parameters, givesNumber, locals, code }: WasmFunction): Uint8Array<ArrayBuffer> {
  const types = typeof parameters === "number" ? Array.from({ length: parameters }, () => i32) : parameters;
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, types.length, ...types, ...(givesNumber ? [1, i32] : [0])]),
    ...section(2, [1, ...name("m"), ...name("memory"), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name(exported), 0x00, 0]),
    ...section(10, [1, ...withLength([locals.length, ...locals.flat(), ...code, 0x0b])]),
  ]);
}
