import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createInference } from "@/lib/inference/client";
import { encodeRequest } from "@/lib/inference/kserve-wire";
import { startTestInference, type TestInference } from "@/lib/inference/testing";
import { tinyDimension, writeTinyEncoder } from "../../../e2e/fixtures/tiny-encoder";

let dir: string;
let server: TestInference;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-server-"));
  await writeTinyEncoder(path.join(dir, "tiny"));
  server = await startTestInference({ SEARCH_MODEL: path.join(dir, "tiny") });
});

afterAll(async () => {
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

type Reply = { status: number; headers: http.IncomingHttpHeaders; body: Buffer; json: () => Record<string, unknown> };

/** Talks to the server as any client would: no code of ours in between. */
function ask(method: string, url: string, body?: Buffer | string, headers: Record<string, string> = {}): Promise<Reply> {
  const { inference } = server.config;
  if (inference.kind !== "embedded") throw new Error("the embedded server is tested");
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath: inference.socketPath, method, path: url, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const received = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: received,
          json: () => JSON.parse(received.toString()),
        });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

const textInputs = (ids: number[]) => [
  { name: "input_ids", shape: [1, ids.length], datatype: "INT64", data: ids },
  { name: "attention_mask", shape: [1, ids.length], datatype: "INT64", data: ids.map(() => 1) },
];
const infer = (body: unknown) => ask("POST", "/v2/models/tiny-text/infer", JSON.stringify(body), { "content-type": "application/json" });
const getStats = async (model: string) => (await ask("GET", `/v2/models/${model}/stats`)).json() as Record<string, number>;

describe("the KServe v2 server", () => {
  test("tells about itself and its health", async () => {
    expect((await ask("GET", "/v2")).json()).toMatchObject({ name: "magpie", extensions: ["binary_tensor_data"] });
    expect((await ask("GET", "/v2/health/live")).status).toBe(200);
    expect((await ask("GET", "/v2/health/ready")).status).toBe(200);
    expect((await ask("GET", "/v2/models/tiny-vision/ready")).status).toBe(200);
    expect((await ask("GET", "/v2/models/other/ready")).status).toBe(404);
  });

  test("tells what a model takes and gives", async () => {
    expect((await ask("GET", "/v2/models/tiny-vision")).json()).toEqual({
      name: "tiny-vision",
      platform: "onnx_onnxv1",
      versions: ["1"],
      inputs: [{ name: "pixel_values", datatype: "FP32", shape: [-1, 3, 32, 32] }],
      outputs: [{ name: "image_embeds", datatype: "FP32", shape: [-1, tinyDimension] }],
    });
  });

  test("infers in plain JSON, flat or nested", async () => {
    const reply = await infer({ id: "my request", inputs: textInputs([1, 3, 2]) });
    expect(reply.status).toBe(200);
    expect(reply.headers["inference-header-content-length"]).toBeUndefined();
    const answer = reply.json() as { outputs: { name: string; data: number[]; shape: number[] }[] };
    expect(answer).toMatchObject({
      id: "my request",
      model_name: "tiny-text",
      outputs: [{ name: "text_embeds", datatype: "FP32", shape: [1, tinyDimension] }],
    });
    expect(answer.outputs[0]?.data[0]).toBe(1);
    const nested = await infer({ inputs: textInputs([1, 3, 2]).map((input) => ({ ...input, data: [input.data] })) });
    expect((nested.json() as typeof answer).outputs).toEqual(answer.outputs);
  });

  test("infers with the binary tensor extension, written by hand here byte for byte", async () => {
    const pixels = Buffer.alloc(3 * 32 * 32 * 4);
    const header = Buffer.from(
      JSON.stringify({
        inputs: [{ name: "pixel_values", shape: [1, 3, 32, 32], datatype: "FP32", parameters: { binary_data_size: pixels.length } }],
        outputs: [{ name: "image_embeds", parameters: { binary_data: true } }],
      }),
    );
    const reply = await ask("POST", "/v2/models/tiny-vision/infer", Buffer.concat([header, pixels]), {
      "inference-header-content-length": String(header.length),
    });
    expect(reply.status).toBe(200);
    const jsonLength = Number(reply.headers["inference-header-content-length"]);
    const answer = JSON.parse(reply.body.subarray(0, jsonLength).toString());
    expect(answer.outputs).toEqual([
      { name: "image_embeds", datatype: "FP32", shape: [1, tinyDimension], parameters: { binary_data_size: tinyDimension * 4 } },
    ]);
    expect(reply.body.length - jsonLength).toBe(tinyDimension * 4);
  });

  test("joins requests of many callers into batches", async () => {
    const before = await getStats("tiny-vision");
    const data = new Float32Array(3 * 32 * 32).fill(0.5);
    await Promise.all(
      Array.from({ length: 40 }, () => server.inference.infer("tiny-vision", [{ name: "pixel_values", shape: [1, 3, 32, 32], data }])),
    );
    const after = await getStats("tiny-vision");
    expect((after.requests ?? 0) - (before.requests ?? 0)).toBe(40);
    expect((after.executions ?? 0) - (before.executions ?? 0)).toBeLessThan(20);
    expect(after.batchSizeMax).toBeGreaterThan(1);
    expect(after.batchSizeMax).toBeLessThanOrEqual(16);
  });

  test.each([
    ["no JSON", "{", 400],
    ["no inputs", "{}", 400],
    ["an input the model does not have", JSON.stringify({ inputs: [{ name: "x", shape: [1], datatype: "FP32", data: [1] }] }), 400],
    ["a missing input", JSON.stringify({ inputs: textInputs([1]).slice(0, 1) }), 400],
    ["too few numbers for the shape", JSON.stringify({ inputs: textInputs([1, 2]).map((input) => ({ ...input, data: [1] })) }), 400],
    ["words instead of numbers", JSON.stringify({ inputs: textInputs([1]).map((input) => ({ ...input, data: ["a"] })) }), 400],
    ["a datatype that is not served", JSON.stringify({ inputs: textInputs([1]).map((input) => ({ ...input, datatype: "BYTES" })) }), 400],
    ["the wrong datatype", JSON.stringify({ inputs: textInputs([1]).map((input) => ({ ...input, datatype: "FP32" })) }), 400],
    ["the wrong number of axes", JSON.stringify({ inputs: textInputs([1]).map((input) => ({ ...input, shape: [1] })) }), 400],
    ["nothing at all", JSON.stringify({ inputs: textInputs([]) }), 400],
    ["an unknown output", JSON.stringify({ inputs: textInputs([1]), outputs: [{ name: "z" }] }), 400],
    ["an id beyond the vocabulary", JSON.stringify({ inputs: textInputs([9_999]) }), 500],
  ])("answers a request with %s by saying what is wrong", async (_name, body, status) => {
    const reply = await ask("POST", "/v2/models/tiny-text/infer", body);
    expect(reply.status).toBe(status);
    expect(reply.json()).toEqual({ error: expect.any(String) });
  });

  test("refuses binary bodies whose lengths do not add up", async () => {
    const { parts, headers } = encodeRequest([{ name: "pixel_values", shape: [1, 3, 32, 32], data: new Float32Array(3 * 32 * 32) }], true);
    const body = Buffer.concat(parts);
    const cut = await ask("POST", "/v2/models/tiny-vision/infer", body.subarray(0, body.length - 4), headers);
    expect(cut.status).toBe(400);
    const long = await ask("POST", "/v2/models/tiny-vision/infer", Buffer.concat([body, Buffer.alloc(8)]), headers);
    expect(long.status).toBe(400);
    const beyond = await ask("POST", "/v2/models/tiny-vision/infer", body, { ...headers, "inference-header-content-length": "99999999" });
    expect(beyond.status).toBe(400);
  });

  test("refuses more rows than one batch may have, and bodies over the bound", async () => {
    const rows = await ask(
      "POST",
      "/v2/models/tiny-text/infer",
      JSON.stringify({ inputs: textInputs([1]).map((input) => ({ ...input, shape: [17, 1], data: new Array(17).fill(1) })) }),
    );
    expect(rows.status).toBe(400);
    expect((await ask("POST", "/v2/models/tiny-text/infer", undefined, { "content-length": "99999999999" })).status).toBe(413);
  });

  test("answers other addresses and methods plainly", async () => {
    expect((await ask("GET", "/")).status).toBe(404);
    expect((await ask("GET", "/v2/models/tiny-text/infer")).status).toBe(405);
    expect((await ask("POST", "/v2/models/other/infer", JSON.stringify({ inputs: textInputs([1]) }))).status).toBe(404);
    expect((await ask("GET", "/v2/models/..%2f..%2fetc/ready")).status).toBe(404);
  });

  test("goes on after callers that hang up in the middle", async () => {
    const { inference } = server.config;
    if (inference.kind !== "embedded") return;
    for (let i = 0; i < 20; i++) {
      const request = http.request({
        socketPath: inference.socketPath,
        method: "POST",
        path: "/v2/models/tiny-text/infer",
        headers: { "content-length": 1_000 },
      });
      request.on("error", () => {});
      request.write("{");
      request.destroy();
    }
    expect((await infer({ inputs: textInputs([1, 3, 2]) })).status).toBe(200);
  });
});

describe("the client", () => {
  test("says model-missing for a model that is not there, and unavailable where nobody answers", async () => {
    const input = { name: "x", shape: [1], data: Float32Array.of(1) };
    await expect(server.inference.infer("other", [input])).rejects.toMatchObject({ code: "model-missing" });
    const nobody = createInference({ inference: { kind: "embedded", socketPath: path.join(dir, "nobody.sock") } });
    expect(await nobody.isReady()).toBe(false);
    await expect(nobody.infer("other", [input])).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });
});
