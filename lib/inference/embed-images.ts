import { chooseInput, readEmbeddings } from "@/lib/inference/choose-tensor";
import type { Inference } from "@/lib/inference/client";
import type { SearchModel } from "@/lib/inference/model-store";
import { limits } from "@/lib/limits";
import { normalizeVector } from "@/lib/vision/vector";

/**
 * Embeds pictures: each tensor is [3, height, width] as `model.tensor` says. Gives one vector of unit
 * length for each, in order; undefined where the raw norm is below `model.normMin` ("no embedding").
 * Safe to run again.
 * @throws AppError model-missing, unavailable, timeout.
 */
export async function embedImages(
  inference: Inference,
  model: SearchModel,
  tensors: Float32Array[],
): Promise<(Float32Array | undefined)[]> {
  if (tensors.length === 0) return [];
  const { name } = chooseInput(await inference.getMetadata(model.visionModel), 4, "FP32");
  const { width, height } = model.tensor;
  const found: (Float32Array | undefined)[] = [];
  for (let start = 0; start < tensors.length; start += limits.inference.batchMax) {
    const batch = tensors.slice(start, start + limits.inference.batchMax);
    const shape = [batch.length, 3, height, width];
    const outputs = await inference.infer(model.visionModel, [{ name, shape, data: concatenate(batch, 3 * height * width) }]);
    for (const row of readEmbeddings(outputs, batch.length, model.dimension)) found.push(normalizeVector(row, model.normMin));
  }
  return found;
}

function concatenate(tensors: Float32Array[], length: number): Float32Array {
  if (tensors.length === 1 && tensors[0]?.length === length) return tensors[0];
  const joined = new Float32Array(tensors.length * length);
  for (const [position, tensor] of tensors.entries()) {
    if (tensor.length !== length) throw new RangeError(`a picture's tensor has ${tensor.length} numbers instead of ${length}`);
    joined.set(tensor, position * length);
  }
  return joined;
}
