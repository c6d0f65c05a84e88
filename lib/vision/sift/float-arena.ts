import { convolveModule } from "./convolve-wasm";

const pageBytes = 65_536;
const floatBytes = 4;
/** The convolution reads and writes in groups of so many numbers. */
const groupFloats = 16;

const memory = new WebAssembly.Memory({ initial: 1 });

/** The function that a WebAssembly module exports under this name, over the memory of arenas. Compiled when it is first asked for. */
export function kernelOf<Kernel>(module: Uint8Array<ArrayBuffer>, name: string): () => Kernel {
  let kernel: Kernel | undefined;
  return () => {
    kernel ??= new WebAssembly.Instance(new WebAssembly.Module(module), { m: { memory } }).exports[name] as Kernel;
    return kernel;
  };
}

type Convolve = (from: number, to: number, groups: number, strideBytes: number, weights: number, radius: number) => void;
const loadConvolve = kernelOf<Convolve>(convolveModule, "convolve");

/**
 * Memory for one picture at a time that is kept for the next: opening an arena ends the arrays of
 * the one before. Arrays are 16 numbers apart, so that groups may run over their ends.
 */
export class FloatArena {
  private taken = groupFloats;

  /** Makes room for arrays of so many numbers together. */
  constructor(lengths: number[]) {
    const floats = lengths.reduce((sum, length) => sum + length + groupFloats, 2 * groupFloats);
    const missing = floats * floatBytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  }

  /** The next array; its numbers are what the last picture left. */
  take(length: number): Float32Array<ArrayBuffer> {
    const array = new Float32Array(memory.buffer, this.taken * floatBytes, length);
    this.taken += length + groupFloats;
    return array;
  }
}

/**
 * For each of `count` places from `from` on: the sum of the number there times `weights[0]` and of the
 * numbers `i` strides before and behind it times `weights[i]`, written to `to`. `from` and `to` are
 * addresses in an arena's memory in bytes, `weights` an array of it; up to 15 numbers more are read and written.
 */
export function convolve(from: number, to: number, count: number, stride: number, weights: Float32Array): void {
  const groups = Math.ceil(count / groupFloats);
  if (groups > 0) loadConvolve()(from, to, groups, stride * floatBytes, weights.byteOffset, weights.length - 1);
}
