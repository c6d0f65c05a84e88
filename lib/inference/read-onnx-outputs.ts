import { readFile } from "node:fs/promises";

/** One output of a graph: its name and its dimensions, undefined where they are not fixed. */
export type OnnxOutput = { name: string; shape: (number | undefined)[] };

type Field = { number: number; value: number; bytes: Buffer | undefined };

/**
 * Reads the outputs of an ONNX file without running it: just enough of the protobuf encoding
 * (ModelProto.graph = 7, GraphProto.output = 12, ValueInfoProto.type = 2, TypeProto.tensor_type = 1,
 * Tensor.shape = 2, TensorShapeProto.dim = 1, Dimension.dim_value = 1; onnx.proto3 of ONNX 1.17).
 * Weights are stepped over, not parsed.
 */
export async function readOnnxOutputs(file: string): Promise<OnnxOutput[]> {
  const graph = children(await readFile(file), 7)[0];
  if (!graph) return [];
  return children(graph, 12).map((output) => ({
    name: children(output, 1)[0]?.toString() ?? "",
    shape: children(output, 2)
      .flatMap((type) => children(type, 1))
      .flatMap((tensor) => children(tensor, 2))
      .flatMap((shape) => children(shape, 1))
      .map((dimension) => [...fields(dimension)].find(({ number, bytes }) => number === 1 && !bytes)?.value),
  }));
}

function children(message: Buffer, number: number): Buffer[] {
  return [...fields(message)].flatMap((field) => (field.number === number && field.bytes ? [field.bytes] : []));
}

function* fields(message: Buffer): Generator<Field> {
  let offset = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[offset++];
      if (byte === undefined) throw new RangeError("the ONNX file ends too early");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (offset < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wireType = key % 8;
    if (wireType === 0) yield { number, value: varint(), bytes: undefined };
    else if (wireType === 2) {
      const length = varint();
      if (offset + length > message.length) throw new RangeError("the ONNX file ends too early");
      yield { number, value: length, bytes: message.subarray(offset, offset + length) };
      offset += length;
    } else if (wireType === 1 || wireType === 5) offset += wireType === 1 ? 8 : 4;
    else throw new RangeError("this is not an ONNX file");
  }
}
