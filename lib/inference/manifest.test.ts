import { expect, test } from "vitest";
import { settings } from "@/lib/config";
import { getModelFile, listManifestModels } from "@/lib/inference/manifest";

test("the manifest is complete: every search model names its four files at the pinned revision", () => {
  for (const model of listManifestModels()) {
    for (const role of ["vision", "text", "tokenizer", "preprocessor"] as const) {
      const file = getModelFile(model, role);
      expect(file.url).toBe(`${model.repository}/resolve/${model.revision}/${file.file}`);
    }
    expect(getModelFile(model, "vision").outputs?.[0]?.shape).toEqual([-1, model.dimension]);
    expect(getModelFile(model, "text").inputs?.[0]?.shape).toEqual([-1, model.contextLength]);
  }
});

test("the default of SEARCH_MODEL is in the manifest and has a public address", () => {
  const model = listManifestModels().find(({ id }) => id === settings.SEARCH_MODEL.parse(undefined));
  expect(model).toBeDefined();
  expect(model?.checksOnly).toBe(false);
});

test("model ids are unique", () => {
  const ids = listManifestModels().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
