import { chooseInput, readEmbeddings } from "@/lib/inference/choose-tensor";
import type { Inference, NamedTensor } from "@/lib/inference/client";
import type { SearchModel } from "@/lib/inference/model-store";
import { loadTokenizer } from "@/lib/vision/tokenizer";
import { normalizeVector } from "@/lib/vision/vector";

/**
 * Embeds one text as a vector of unit length, comparable with the same model's pictures; undefined when
 * the raw norm is below `model.normMin`: the model knows none of the words. Texts beyond the model's
 * context are cut. Padded to a fixed length only where the model wants that: its ids have a fixed
 * length, or it takes no attention mask (as the public CLIP export does). Safe to run again.
 * @throws AppError model-missing, unavailable, timeout.
 */
export async function embedText(inference: Inference, model: SearchModel, text: string): Promise<Float32Array | undefined> {
  const [metadata, tokenizer] = await Promise.all([inference.getMetadata(model.textModel), loadTokenizer(model.tokenizerFile)]);
  const idsInput = metadata.inputs.find(({ name }) => name === "input_ids") ?? chooseInput(metadata, 2, "INT64");
  const hasMask = metadata.inputs.some(({ name }) => name === "attention_mask");
  const fixedLength = idsInput.shape[1] !== undefined && idsInput.shape[1] > 0 ? idsInput.shape[1] : undefined;
  const ids = tokenizer.encode(text, fixedLength ?? model.contextLength);
  const length = fixedLength ?? (hasMask ? ids.length : model.contextLength);
  if (length === 0) return undefined;
  const row = (values: (position: number) => number) => BigInt64Array.from({ length }, (_, position) => BigInt(values(position)));
  const inputs: NamedTensor[] = [{ name: idsInput.name, shape: [1, length], data: row((position) => ids[position] ?? tokenizer.padId) }];
  if (hasMask) inputs.push({ name: "attention_mask", shape: [1, length], data: row((position) => (position < ids.length ? 1 : 0)) });
  const [embedding] = readEmbeddings(await inference.infer(model.textModel, inputs), 1, model.dimension);
  return embedding && normalizeVector(embedding, model.normMin);
}
