import { z } from "zod";
import manifestJson from "../../models/manifest.json";

const tensor = z.object({
  name: z.string(),
  datatype: z.enum(["FP32", "INT64"]),
  /** −1 where any length is taken. */
  shape: z.array(z.number().int()),
});

const modelFile = z.object({
  role: z.enum(["vision", "text", "tokenizer", "preprocessor"]),
  /** Path inside the model's folder, in the repository, in a mirror and in the data folder alike. */
  file: z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/),
  url: z.url(),
  bytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  inputs: z.array(tensor).optional(),
  outputs: z.array(tensor).optional(),
});

/** A number with the data it was chosen on. */
const threshold = z.object({ value: z.number(), from: z.string().min(20) });

const manifestModel = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  use: z.literal("search"),
  title: z.string(),
  licence: z.string(),
  repository: z.url(),
  revision: z.string().regex(/^[0-9a-f]{40}$/),
  files: z.array(modelFile).min(1),
  /** Only a mirror has its files: for checks, never a user's default. */
  checksOnly: z.boolean().default(false),
  dimension: z.number().int().positive(),
  contextLength: z.number().int().positive(),
  normMin: threshold,
  duplicateSimilarityMin: threshold,
  notMeasured: z.string(),
});

const manifestSchema = z.object({ models: z.array(manifestModel).min(1) });

export type ModelFile = z.infer<typeof modelFile>;
export type ManifestModel = z.infer<typeof manifestModel>;

let parsed: ManifestModel[] | undefined;

/** Every model of models/manifest.json, in its order; the first is the default. */
export function listManifestModels(): ManifestModel[] {
  parsed ??= manifestSchema.parse(manifestJson).models;
  return parsed;
}

/** The model's file of this role. */
export function getModelFile(model: ManifestModel, role: ModelFile["role"]): ModelFile {
  const file = model.files.find((candidate) => candidate.role === role);
  if (!file) throw new Error(`models/manifest.json: ${model.id} has no ${role} file`);
  return file;
}
