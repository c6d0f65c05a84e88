import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FetchOptions, fetchModel } from "@/lib/inference/fetch-model";
import { listManifestModels, type ManifestModel } from "@/lib/inference/manifest";

const content = randomBytes(300_000);
let dir: string;
let server: http.Server;
let asked: { url: string; range: string | undefined }[];
let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void;

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-fetch-"));
  asked = [];
  answer = serveRange;
  server = http.createServer((request, response) => {
    asked.push({ url: request.url ?? "", range: request.headers.range });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function serveRange(request: http.IncomingMessage, response: http.ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const headers = { "content-length": content.length - start };
  if (start > 0) response.writeHead(206, { ...headers, "content-range": `bytes ${start}-${content.length - 1}/${content.length}` });
  else response.writeHead(200, headers);
  response.end(content.subarray(start));
}

/** A model of one file at the test's own server. */
function makeModel(bytes: Buffer = content): ManifestModel {
  const [model] = listManifestModels();
  if (!model) throw new Error("the manifest is empty");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    ...model,
    id: "test-model",
    files: [{ role: "vision", file: "onnx/model.onnx", url: `${origin()}/public/onnx/model.onnx`, bytes: bytes.length, sha256 }],
  };
}

const fetchIt = (options: Partial<FetchOptions> = {}, model = makeModel()) =>
  fetchModel(model, {
    dir: path.join(dir, "model"),
    checksumDir: path.join(dir, "checksums"),
    attemptsMax: 3,
    retryDelayMs: 1,
    ...options,
  });
const target = () => path.join(dir, "model/onnx/model.onnx");
const filesBeside = () => readdir(path.dirname(target())).catch(() => []);

describe("fetching a model", () => {
  test("downloads, verifies and names the file, and asks nothing the second time", async () => {
    const progress: number[] = [];
    await fetchIt({ onProgress: ({ receivedBytes }) => progress.push(receivedBytes) });
    expect(content.equals(await readFile(target()))).toBe(true);
    expect(progress.at(-1)).toBe(content.length);
    await fetchIt();
    expect(asked).toHaveLength(1);
  });

  test("continues after a cut connection where it stopped", async () => {
    answer = (_request, response) => {
      answer = serveRange;
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
    };
    await fetchIt();
    expect(asked.map(({ range }) => range)).toEqual([undefined, "bytes=100000-"]);
    expect(content.equals(await readFile(target()))).toBe(true);
  });

  test("continues what an earlier run left, and begins again when the server cannot continue", async () => {
    await mkdir(path.dirname(target()), { recursive: true });
    await writeFile(`${target()}.part`, content.subarray(0, 5_000));
    answer = (_request, response) => response.writeHead(200, { "content-length": content.length }).end(content);
    await fetchIt();
    expect(asked).toEqual([{ url: "/public/onnx/model.onnx", range: "bytes=5000-" }]);
    expect(content.equals(await readFile(target()))).toBe(true);
  });

  test("refuses a file with a wrong checksum and keeps nothing of it", async () => {
    const other = Buffer.from(content);
    other[7] = (other[7] ?? 0) ^ 1;
    await expect(fetchIt({}, makeModel(other))).rejects.toThrow(/checksum/);
    expect(await filesBeside()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test("refuses a file that is longer than it should be", async () => {
    await expect(fetchIt({}, makeModel(content.subarray(0, 1_000)))).rejects.toThrow(/more bytes/);
    expect(await filesBeside()).toEqual([]);
  });

  test("says which address has no such file, without asking again", async () => {
    answer = (_request, response) => response.writeHead(404).end();
    await expect(fetchIt()).rejects.toThrow(/test-model\/onnx\/model\.onnx could not be fetched[\s\S]*answered 404/);
    expect(asked).toHaveLength(1);
  });

  test("tries a failing server a bounded number of times", async () => {
    answer = (_request, response) => response.writeHead(500).end();
    await expect(fetchIt()).rejects.toThrow(/answered 500/);
    expect(asked).toHaveLength(3);
  });

  test("without a way to the server fails at once, in words", async () => {
    const model = makeModel();
    await new Promise((resolve) => server.close(resolve));
    await expect(fetchIt({ retryDelayMs: 60_000 }, model)).rejects.toThrow(/no network, or no way to this host/);
  });

  test("gives up a connection that stalls", async () => {
    answer = (_request, response) => response.writeHead(200, { "content-length": content.length }).write(content.subarray(0, 10));
    await expect(fetchIt({ stallTimeoutMs: 100, attemptsMax: 1 })).rejects.toThrow(/no more bytes/);
  });

  test("takes the mirror's folder first and asks the public address only for what it lacks", async () => {
    await mkdir(path.join(dir, "mirror/test-model/onnx"), { recursive: true });
    await writeFile(path.join(dir, "mirror/test-model/onnx/model.onnx"), content);
    await fetchIt({ mirror: path.join(dir, "mirror") });
    expect(asked).toEqual([]);
    await rm(target());
    await fetchIt({ mirror: path.join(dir, "empty") });
    expect(asked).toHaveLength(1);
  });

  test("verifies what the mirror gives, and goes on to the public address", async () => {
    await mkdir(path.join(dir, "mirror/test-model/onnx"), { recursive: true });
    await writeFile(path.join(dir, "mirror/test-model/onnx/model.onnx"), randomBytes(content.length));
    await fetchIt({ mirror: path.join(dir, "mirror") });
    expect(content.equals(await readFile(target()))).toBe(true);
  });

  test("a mirror may be an address", async () => {
    await fetchIt({ mirror: `${origin()}/mirror/` });
    expect(asked.map(({ url }) => url)).toEqual(["/mirror/test-model/onnx/model.onnx"]);
  });

  test("a damaged file that is already there is fetched again", async () => {
    await mkdir(path.dirname(target()), { recursive: true });
    await writeFile(target(), "damaged");
    await fetchIt();
    expect(content.equals(await readFile(target()))).toBe(true);
  });
});
