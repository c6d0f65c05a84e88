import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { embedText } from "@/lib/inference/embed-text";
import { findSearchModel } from "@/lib/inference/model-store";
import { startTestInference } from "@/lib/inference/testing";
import { writeTinyEncoder } from "../../../e2e/fixtures/tiny-encoder";

test("a model runs without an identifier of this machine being made for somebody else", async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), "magpie-home-"));
  const model = await mkdtemp(path.join(os.tmpdir(), "magpie-model-"));
  await writeTinyEncoder(model);
  const server = await startTestInference({
    SEARCH_MODEL: model,
    HOME: home,
    XDG_CACHE_HOME: path.join(home, "cache"),
    NODE_ENV: "production",
  });
  const found = await findSearchModel(server.config);
  if (found.status === "missing") throw new Error(found.reason);
  expect(await embedText(server.inference, found.model, "red circle")).toBeDefined();
  await server.stop();
  const left = await readdir(home, { recursive: true });
  await Promise.all([home, model].map((folder) => rm(folder, { recursive: true, force: true })));
  expect(left).toEqual([]);
});
