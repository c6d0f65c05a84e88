/**
 * Writes WebAssembly instruction by instruction: what little of it runs on 16 bytes at a time is written
 * out by hand, so that no compiler is needed to build it and none to change it. Source: WebAssembly core
 * specification 2.0, section 5.
 */
export const i32 = 0x7f;
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
/** Alignment is a hint of 4 bytes; offsets are below 128. */
export const loadVector = (offset: number): number[] => [0xfd, 0x00, 2, offset];
export const storeVector = (offset: number): number[] => [0xfd, 0x0b, 2, offset];
/** Runs `body`, which leaves a number, again until that is 0. */
export const repeat = (body: number[][]): number[] => [0x03, 0x40, ...body.flat(), 0x0d, 0x00, 0x0b];

/** Lengths above 127 take two bytes (unsigned LEB128). */
const withLength = (bytes: number[]): number[] =>
  bytes.length < 128 ? [bytes.length, ...bytes] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
const section = (id: number, content: number[]): number[] => [id, ...withLength(content)];
const name = (text: string): number[] => withLength([...Buffer.from(text)]);

/** A function of whole numbers that gives nothing; `locals` are pairs of how many and of which type. */
export type WasmFunction = {
  name: string;
  parameters: number;
  locals: readonly (readonly [count: number, type: number])[];
  code: number[];
};

/** A WebAssembly module that imports the memory `m.memory` and exports one function. */
export function assembleModule({ name: exported, parameters, locals, code }: WasmFunction): Uint8Array<ArrayBuffer> {
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, parameters, ...Array.from({ length: parameters }, () => i32), 0]),
    ...section(2, [1, ...name("m"), ...name("memory"), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name(exported), 0x00, 0]),
    ...section(10, [1, ...withLength([locals.length, ...locals.flat(), ...code, 0x0b])]),
  ]);
}
