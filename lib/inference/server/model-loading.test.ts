import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { embedText } from "@/lib/inference/embed-text";
import { findSearchModel } from "@/lib/inference/model-store";
import { startTestInference, type TestInference } from "@/lib/inference/testing";
import { writeTinyEncoder } from "../../../e2e/fixtures/tiny-encoder";

let dir: string;
let server: TestInference | undefined;

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-loading-"));
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(dir, { recursive: true, force: true });
});

async function embedWithRunningServer(running: TestInference, text: string): Promise<Float32Array | undefined> {
  const found = await findSearchModel(running.config);
  if (found.status !== "ready") throw new Error(found.reason);
  return embedText(running.inference, found.model, text);
}

const pixels = { name: "pixel_values", shape: [1, 3, 32, 32], data: new Float32Array(3 * 32 * 32) };

describe("models of the inference process", () => {
  test("are found without a restart when their files arrive later", async () => {
    server = await startTestInference({ SEARCH_MODEL: path.join(dir, "tiny") });
    await expect(server.inference.infer("tiny-vision", [pixels])).rejects.toMatchObject({ code: "model-missing" });
    await writeTinyEncoder(path.join(dir, "tiny"));
    expect(await server.inference.infer("tiny-vision", [pixels])).toHaveLength(1);
  });

  test("make room for each other when together they are over the memory limit", async () => {
    await writeTinyEncoder(path.join(dir, "tiny"));
    server = await startTestInference({ SEARCH_MODEL: path.join(dir, "tiny"), MODEL_MEMORY: "1" });
    const counters = async (model: string) => {
      const { inference } = server?.config ?? {};
      const socketPath = inference?.kind === "embedded" ? inference.socketPath : "";
      return getJson(socketPath, `/v2/models/${model}/stats`);
    };
    await server.inference.infer("tiny-vision", [pixels]);
    expect(await counters("tiny-vision")).toMatchObject({ loaded: true, loads: 1 });
    expect(await embedWithRunningServer(server, "red")).toBeDefined();
    expect(await counters("tiny-vision")).toMatchObject({ loaded: false, loads: 1, requests: 1 });
    expect(await counters("tiny-text")).toMatchObject({ loaded: true });
    await Promise.all(Array.from({ length: 8 }, () => server?.inference.infer("tiny-vision", [pixels])));
    expect(await counters("tiny-vision")).toMatchObject({ loaded: true, loads: 2, requests: 9 });
  });

  test("a text side of fixed length without an attention mask gets padded ids, as the public CLIP export needs", async () => {
    await writeTinyEncoder(path.join(dir, "padded"), { fixedLength: 77 });
    await writeTinyEncoder(path.join(dir, "tiny"));
    server = await startTestInference({ SEARCH_MODEL: path.join(dir, "padded") });
    const padded = await embedWithRunningServer(server, "a red circle");
    expect(padded).toBeDefined();
    expect(await embedWithRunningServer(server, `${"red ".repeat(200)} circle`)).toBeDefined();
    await server.stop();
    server = await startTestInference({ SEARCH_MODEL: path.join(dir, "tiny") });
    expect(await embedWithRunningServer(server, "a red circle")).toEqual(padded);
  });

  test("a file that is no model fails its own requests and nothing else", async () => {
    await writeTinyEncoder(path.join(dir, "tiny"));
    await writeFile(path.join(dir, "tiny/onnx/vision_model.onnx"), "not a model");
    server = await startTestInference({ SEARCH_MODEL: path.join(dir, "tiny"), LOG_LEVEL: "silent" });
    await expect(server.inference.infer("tiny-vision", [pixels])).rejects.toMatchObject({ code: "internal" });
    expect(await embedWithRunningServer(server, "red")).toBeDefined();
  });
});

describe("the inference process", () => {
  test("keeps its socket in a folder of its own and leaves no process behind", async () => {
    server = await startTestInference({ SEARCH_MODEL: path.join(dir, "tiny") });
    const { inference } = server.config;
    if (inference.kind !== "embedded") return;
    expect((await stat(path.dirname(inference.socketPath))).mode & 0o777).toBe(0o700);
    await server.stop();
    server = undefined;
    await expect(stat(inference.socketPath)).rejects.toThrow();
  });
});

async function getJson(socketPath: string, url: string): Promise<unknown> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    request({ socketPath, path: url }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    })
      .on("error", reject)
      .end();
  });
}
