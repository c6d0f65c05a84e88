import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "@/lib/config";
import { createInference } from "@/lib/inference/client";
import { listenOnSocket } from "@/lib/inference/server/listen";

const rootDir = path.resolve(import.meta.dirname, "../../..");
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-listen-"));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

describe("the inference process's socket", () => {
  test("left over from a killed process is replaced", async () => {
    const socketPath = path.join(dir, "left-over.sock");
    const script = `require("net").createServer().listen(${JSON.stringify(socketPath)}, () => console.log("listening"))`;
    const child = spawn(process.execPath, ["-e", script]);
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect((await stat(socketPath)).isSocket()).toBe(true);
    const server = createServer();
    await listenOnSocket(server, socketPath);
    server.close();
  });

  test("that another process answers on is left alone", async () => {
    const socketPath = path.join(dir, "taken.sock");
    const first = createServer();
    await listenOnSocket(first, socketPath);
    await expect(listenOnSocket(createServer(), socketPath)).rejects.toThrow(/already serves/);
    first.close();
  });

  test("goes away with the process when its parent disconnects", async () => {
    const settings = { DATA_DIR: dir, LOG_LEVEL: "silent", SEARCH_MODEL: path.join(dir, "none") };
    const inference = createInference(readConfig(settings));
    const child = fork(path.join(rootDir, "dist/inference.mjs"), { env: { NODE_ENV: "test", ...settings } });
    await vi.waitUntil(() => inference.isReady(), { timeout: 60_000, interval: 50 });
    child.disconnect();
    expect((await once(child, "exit"))[0]).toBe(0);
  });
});
