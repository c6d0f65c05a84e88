import { AppError } from "@/lib/errors";
import type { ModelMetadata, NamedTensor } from "@/lib/inference/kserve-wire";

/** Output names of embeddings, best first: CLIP exports, SigLIP exports, sentence encoders. */
const embeddingNames = ["image_embeds", "text_embeds", "pooler_output", "sentence_embedding"];

/**
 * Finds the embeddings among a model's outputs: one of the usual names, else the only output of two axes.
 * @returns one row for each of the `rows` inputs, raw (not at unit length).
 * @throws AppError internal when no output is [rows, dimension].
 */
export function readEmbeddings(outputs: NamedTensor[], rows: number, dimension: number): Float32Array[] {
  const fitting = outputs.filter(
    ({ shape, data }) => shape.length === 2 && shape[0] === rows && shape[1] === dimension && data instanceof Float32Array,
  );
  const chosen = embeddingNames.flatMap((name) => fitting.filter((output) => output.name === name))[0] ?? fitting[0];
  if (!chosen) throw new AppError("internal", `The model gives no embeddings of ${dimension} numbers.`);
  const data = chosen.data as Float32Array;
  return Array.from({ length: rows }, (_, row) => data.subarray(row * dimension, (row + 1) * dimension));
}

/** The model's input of this many axes and datatype. @throws AppError internal when there is none. */
export function chooseInput({ name, inputs }: ModelMetadata, axes: number, datatype: string): ModelMetadata["inputs"][number] {
  const input = inputs.find((candidate) => candidate.shape.length === axes && candidate.datatype === datatype);
  if (!input) throw new AppError("internal", `The model ${name} takes no ${datatype} input of ${axes} axes.`);
  return input;
}
