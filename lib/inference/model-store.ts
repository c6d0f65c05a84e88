import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Config } from "@/lib/config";
import type { TensorSpec } from "@/lib/imaging/tensor-spec";
import { findChecksum } from "@/lib/inference/file-checksum";
import { getModelFile, listManifestModels, type ManifestModel } from "@/lib/inference/manifest";
import { parsePreprocessorConfig } from "@/lib/inference/preprocessor-config";
import { readOnnxOutputs } from "@/lib/inference/read-onnx-outputs";

/** What is needed to turn pictures and words into embeddings of one dual encoder. */
export type SearchModel = {
  /** Name and the first 8 hex digits of the vision file's SHA-256: embeddings of two models never mix. */
  id: string;
  name: string;
  /** Names of the two served models. */
  visionModel: string;
  textModel: string;
  dimension: number;
  tensor: TensorSpec;
  /** A raw embedding with a smaller norm means "no embedding". */
  normMin: number;
  /** Smallest cosine similarity of near duplicates, unless a setting says otherwise. */
  duplicateSimilarityMin: number;
  /** Most tokens of a text, start and end token included. */
  contextLength: number;
  tokenizerFile: string;
};

export type FoundSearchModel = { status: "ready"; model: SearchModel } | { status: "missing"; reason: string };

/** Which file a served model is made of. */
export type ServedModel = { name: string; file: string; sizeBytes: number; sha256: string };

/**
 * For a folder of the owner's, which says nothing about either. 0.05 is far below any real
 * embedding's norm (1 to 12 in the CLIP family) and far above what texts without a known word give
 * where that can be told (0.001 for the checks' starter-clip, where 20 texts with a known word had 0.28 to 1.31).
 * 0.97 gave the starter-clip no false alarm among 57,291 pairs of different photographs nor among
 * 9,316 of look-alike snapshots, where 0.95 gave none and 7; `npm run eval` measures any model.
 */
const folderDefaults = { normMin: 0.05, duplicateSimilarityMin: 0.97, contextLength: 77 };

const exportConfig = z.looseObject({
  projection_dim: z.number().int().positive().optional(),
  text_config: z.looseObject({ max_position_embeddings: z.number().int().positive().optional() }).optional(),
});

/** A model that is not there, with what to do about it. */
class ModelMissing extends Error {}

type Located = { model: SearchModel; vision: ServedModel | undefined; text: ServedModel | undefined };

/** The manifest's model that SEARCH_MODEL names; undefined when it is a folder. */
export function findChosenManifestModel(config: Config): ManifestModel | undefined {
  return listManifestModels().find(({ id }) => id === config.models.search);
}

/** The folder in which the chosen model's files are looked for. */
export function getSearchModelDir(config: Config): string {
  const chosen = findChosenManifestModel(config);
  return chosen ? path.join(config.models.dir, chosen.id) : path.resolve(config.rootDir, config.models.search);
}

/**
 * Finds the model of SEARCH_MODEL: an id of the manifest, whose files are then verified by size and
 * SHA-256, or a folder laid out like a transformers.js CLIP export. With an inference server of the
 * owner's, only the tokenizer and the preprocessor of a manifest model need to be here. Cheap to call
 * again: checksums are remembered.
 */
export async function findSearchModel(config: Config): Promise<FoundSearchModel> {
  try {
    return { status: "ready", model: (await locateSearchModel(config)).model };
  } catch (error) {
    if (error instanceof ModelMissing) return { status: "missing", reason: error.message };
    throw error;
  }
}

/** Finds the verified file behind a served model's name; undefined when there is no such model here. */
export async function findServedModel(config: Config, name: string): Promise<ServedModel | undefined> {
  try {
    const { vision, text } = await locateSearchModel(config);
    return [vision, text].find((served) => served?.name === name);
  } catch (error) {
    if (error instanceof ModelMissing) return undefined;
    throw error;
  }
}

async function locateSearchModel(config: Config): Promise<Located> {
  const chosen = findChosenManifestModel(config);
  const dir = getSearchModelDir(config);
  const checksumDir = path.join(config.models.dir, ".checksums");
  return chosen ? locateManifestModel(config, chosen, dir, checksumDir) : locateFolderModel(dir, checksumDir);
}

async function locateManifestModel(config: Config, chosen: ManifestModel, dir: string, checksumDir: string): Promise<Located> {
  const roles =
    config.inference.kind === "server"
      ? (["tokenizer", "preprocessor"] as const)
      : (["vision", "text", "tokenizer", "preprocessor"] as const);
  for (const role of roles) {
    const expected = getModelFile(chosen, role);
    const found = await findChecksum(path.join(dir, expected.file), checksumDir);
    if (!found) throw new ModelMissing(`The search model's file ${expected.file} is not here yet; \`npm run models\` fetches it.`);
    if (found.sizeBytes !== expected.bytes || found.sha256 !== expected.sha256)
      throw new ModelMissing(`The search model's file ${expected.file} is damaged and not used; delete it and run \`npm run models\`.`);
  }
  const vision = getModelFile(chosen, "vision");
  const text = getModelFile(chosen, "text");
  const names = servedNames(chosen.id);
  return {
    model: {
      id: modelId(chosen.id, vision.sha256),
      name: chosen.id,
      ...names,
      dimension: chosen.dimension,
      tensor: parsePreprocessorConfig(await readJson(path.join(dir, getModelFile(chosen, "preprocessor").file))),
      normMin: chosen.normMin.value,
      duplicateSimilarityMin: chosen.duplicateSimilarityMin.value,
      contextLength: chosen.contextLength,
      tokenizerFile: path.join(dir, getModelFile(chosen, "tokenizer").file),
    },
    vision: { name: names.visionModel, file: path.join(dir, vision.file), sizeBytes: vision.bytes, sha256: vision.sha256 },
    text: { name: names.textModel, file: path.join(dir, text.file), sizeBytes: text.bytes, sha256: text.sha256 },
  };
}

async function locateFolderModel(dir: string, checksumDir: string): Promise<Located> {
  const vision = await findVariant(dir, "vision_model", checksumDir);
  const text = await findVariant(dir, "text_model", checksumDir);
  const tokenizerFile = path.join(dir, "tokenizer.json");
  const tokenizer = await findChecksum(tokenizerFile, checksumDir);
  const preprocessor = await readJson(path.join(dir, "preprocessor_config.json"));
  if (!vision || !text || !tokenizer || preprocessor === undefined) {
    const ids = listManifestModels().map(({ id }) => id);
    throw new ModelMissing(
      `SEARCH_MODEL is neither one of ${ids.join(", ")} nor a folder with onnx/vision_model.onnx, onnx/text_model.onnx, tokenizer.json and preprocessor_config.json.`,
    );
  }
  const about = exportConfig.safeParse(await readJson(path.join(dir, "config.json"))).data;
  const dimension = about?.projection_dim ?? (await readDimension(vision));
  if (!dimension) throw new ModelMissing("The search model's folder needs a config.json that names its projection_dim.");
  const tensor = safeTensor(preprocessor);
  if (!tensor) throw new ModelMissing("The search model's preprocessor_config.json says nothing usable about sizes.");
  const name = path.basename(dir).replace(/[^\w.-]/g, "-");
  const names = servedNames(name);
  return {
    model: {
      id: modelId(name, vision.sha256),
      name,
      ...names,
      dimension,
      tensor,
      ...folderDefaults,
      contextLength: about?.text_config?.max_position_embeddings ?? folderDefaults.contextLength,
      tokenizerFile,
    },
    vision: { ...vision, name: names.visionModel },
    text: { ...text, name: names.textModel },
  };
}

const servedNames = (name: string) => ({ visionModel: `${name}-vision`, textModel: `${name}-text` });
const modelId = (name: string, sha256: string) => `${name}-${sha256.slice(0, 8)}`;

/** By checksum: a file of hundreds of megabytes is looked into once per process. */
const dimensions = new Map<string, number | undefined>();

async function readDimension(vision: { file: string; sha256: string }): Promise<number | undefined> {
  if (!dimensions.has(vision.sha256)) {
    const outputs = await readOnnxOutputs(vision.file);
    dimensions.set(vision.sha256, outputs.find(({ shape }) => shape.length === 2)?.shape[1]);
  }
  return dimensions.get(vision.sha256);
}

async function findVariant(dir: string, base: string, checksumDir: string) {
  for (const variant of [`${base}.onnx`, `${base}_quantized.onnx`]) {
    const file = path.join(dir, "onnx", variant);
    const found = await findChecksum(file, checksumDir);
    if (found) return { file, sizeBytes: found.sizeBytes, sha256: found.sha256 };
  }
  return undefined;
}

function safeTensor(json: unknown): TensorSpec | undefined {
  try {
    return parsePreprocessorConfig(json);
  } catch {
    return undefined;
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}
