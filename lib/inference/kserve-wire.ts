import { z } from "zod";

/** A tensor by name: `shape` has as many elements as `data`, row-major. */
export type NamedTensor = { name: string; shape: number[]; data: Float32Array | BigInt64Array };

export type Datatype = "FP32" | "INT64";

/** What a model takes and gives; −1 where any length is taken. */
export type ModelMetadata = {
  name: string;
  inputs: { name: string; datatype: string; shape: number[] }[];
  outputs: { name: string; datatype: string; shape: number[] }[];
};

/** A request or response of the KServe v2 inference protocol as it stands in an HTTP body: parts, one after another. */
export type WireBody = { parts: Uint8Array[]; sizeBytes: number; headers: Record<string, string> };

/** A body that is not what the protocol asks for; the message may be shown to the caller. */
export class WireError extends Error {}

/** Header of the binary tensor extension: how many bytes of the body are JSON; tensors follow in order. */
export const jsonLengthHeader = "inference-header-content-length";

const bytesPerElement: Record<Datatype, number> = { FP32: 4, INT64: 8 };
const parameters = z.looseObject({ binary_data_size: z.number().int().nonnegative().optional(), binary_data: z.boolean().optional() });

const wireTensor = z.object({
  name: z.string().max(200),
  datatype: z.string(),
  shape: z.array(z.number().int().nonnegative()).max(8),
  parameters: parameters.optional(),
  data: z.array(z.unknown()).optional(),
});

const requestHeader = z.object({
  id: z.string().max(200).optional(),
  inputs: z.array(wireTensor).min(1).max(16),
  outputs: z
    .array(z.object({ name: z.string().max(200), parameters: parameters.optional() }))
    .max(64)
    .optional(),
  parameters: z.looseObject({ binary_data_output: z.boolean().optional() }).optional(),
});

const responseHeader = z.object({ outputs: z.array(wireTensor).max(64) });

export type InferRequest = {
  id: string | undefined;
  inputs: NamedTensor[];
  /** Names of the outputs that are wanted, and which of them as binary; undefined: all of them. */
  outputNames: string[] | undefined;
  isBinary: (outputName: string) => boolean;
};

/** The datatype's name in the protocol. */
export function datatypeOf(tensor: NamedTensor): Datatype {
  return tensor.data instanceof Float32Array ? "FP32" : "INT64";
}

/** Number of elements of a shape. */
export function countElements(shape: number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Writes an inference request that asks for all outputs; with `binary` false as plain JSON. */
export function encodeRequest(inputs: NamedTensor[], binary: boolean): WireBody {
  return encode({ ...(binary ? { parameters: { binary_data_output: true } } : {}) }, "inputs", inputs, () => binary);
}

/** Writes an inference response; each output as binary or JSON. */
export function encodeResponse(
  modelName: string,
  id: string | undefined,
  outputs: NamedTensor[],
  isBinary: (name: string) => boolean,
): WireBody {
  return encode({ model_name: modelName, model_version: "1", ...(id === undefined ? {} : { id }) }, "outputs", outputs, isBinary);
}

/** Reads an inference request. @throws WireError on anything that is not one. */
export function decodeRequest(body: Buffer, jsonLength: string | undefined): InferRequest {
  const { json, tail } = split(body, jsonLength);
  const header = parse(requestHeader, json);
  const wanted = new Map(header.outputs?.map(({ name, parameters }) => [name, parameters?.binary_data]));
  const everyOutput = header.parameters?.binary_data_output ?? false;
  return {
    id: header.id,
    inputs: readTensors(header.inputs, tail),
    outputNames: header.outputs?.map(({ name }) => name),
    isBinary: (name) => wanted.get(name) ?? everyOutput,
  };
}

/** Reads an inference response, binary or JSON. @throws WireError on anything that is not one. */
export function decodeResponse(body: Buffer, jsonLength: string | undefined): NamedTensor[] {
  const { json, tail } = split(body, jsonLength);
  return readTensors(parse(responseHeader, json).outputs, tail);
}

function encode(head: object, key: "inputs" | "outputs", tensors: NamedTensor[], isBinary: (name: string) => boolean): WireBody {
  const parts: Uint8Array[] = [];
  const wire = tensors.map((tensor) => {
    const about = { name: tensor.name, datatype: datatypeOf(tensor), shape: tensor.shape };
    if (!isBinary(tensor.name)) return { ...about, data: Array.from(tensor.data as ArrayLike<number | bigint>, Number) };
    parts.push(new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
    return { ...about, parameters: { binary_data_size: tensor.data.byteLength } };
  });
  const json = JSON.stringify({ ...head, [key]: wire });
  if (parts.length === 0) {
    const body = Buffer.from(json);
    return { parts: [body], sizeBytes: body.length, headers: { "content-type": "application/json" } };
  }
  // Padded with spaces to 8 bytes, so that the reader can use the tensors where they lie.
  const header = Buffer.from(json + " ".repeat((8 - (Buffer.byteLength(json) % 8)) % 8));
  return {
    parts: [header, ...parts],
    sizeBytes: parts.reduce((sum, part) => sum + part.length, header.length),
    headers: { "content-type": "application/octet-stream", [jsonLengthHeader]: String(header.length) },
  };
}

function split(body: Buffer, jsonLength: string | undefined): { json: Buffer; tail: Buffer } {
  if (jsonLength === undefined) return { json: body, tail: body.subarray(body.length) };
  const length = Number(jsonLength);
  if (!/^\d+$/.test(jsonLength) || length > body.length) throw new WireError("Inference-Header-Content-Length does not fit the body.");
  return { json: body.subarray(0, length), tail: body.subarray(length) };
}

function parse<T>(schema: z.ZodType<T>, json: Buffer): T {
  let value: unknown;
  try {
    value = JSON.parse(json.toString("utf8"));
  } catch {
    throw new WireError("The body is not JSON.");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new WireError(`The body is not an inference message: ${issue?.path.join(".")}: ${issue?.message}.`);
}

function readTensors(tensors: z.infer<typeof wireTensor>[], tail: Buffer): NamedTensor[] {
  let offset = 0;
  const read = tensors.map((tensor) => {
    const { name, datatype, shape } = tensor;
    if (datatype !== "FP32" && datatype !== "INT64")
      throw new WireError(`Tensor ${name}: datatype ${datatype} is not served, only FP32 and INT64.`);
    const elements = countElements(shape);
    const sizeBytes = tensor.parameters?.binary_data_size;
    if (sizeBytes === undefined) return { name, shape, data: readJsonData(name, datatype, elements, tensor.data) };
    if (sizeBytes !== elements * bytesPerElement[datatype] || offset + sizeBytes > tail.length)
      throw new WireError(`Tensor ${name}: its bytes do not fit its shape or the body.`);
    const data = view(datatype, tail.subarray(offset, offset + sizeBytes));
    offset += sizeBytes;
    return { name, shape, data };
  });
  if (offset !== tail.length) throw new WireError("The body has bytes that belong to no tensor.");
  return read;
}

/** The bytes as numbers, in place where they lie aligned. All machines this runs on are little-endian, as the protocol is. */
function view(datatype: Datatype, bytes: Buffer): NamedTensor["data"] {
  const aligned = bytes.byteOffset % bytesPerElement[datatype] === 0 ? bytes : new Uint8Array(bytes);
  const elements = aligned.byteLength / bytesPerElement[datatype];
  return datatype === "FP32"
    ? new Float32Array(aligned.buffer, aligned.byteOffset, elements)
    : new BigInt64Array(aligned.buffer, aligned.byteOffset, elements);
}

/** JSON data may be flat or nested as the shape is. */
function readJsonData(name: string, datatype: Datatype, elements: number, data: unknown[] | undefined): NamedTensor["data"] {
  const flat = data?.flat(8) ?? [];
  if (!data || flat.length !== elements)
    throw new WireError(`Tensor ${name}: ${flat.length} numbers do not fill its shape of ${elements}.`);
  if (datatype === "FP32" && flat.every((value) => typeof value === "number")) return Float32Array.from(flat);
  if (datatype === "INT64" && flat.every((value) => Number.isSafeInteger(value))) return BigInt64Array.from(flat as number[], BigInt);
  throw new WireError(`Tensor ${name}: its data are not ${datatype === "FP32" ? "numbers" : "whole numbers"}.`);
}
