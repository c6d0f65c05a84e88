import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "vitest";

const attempts = `
const tries = {
  fetch: () => fetch(url),
  http: () => new Promise((resolve, reject) => http.get(url, resolve).on("error", reject)),
  net: () => new Promise((resolve, reject) => net.connect(port, "127.0.0.1", resolve).on("error", reject)),
  tls: () => new Promise((resolve, reject) => tls.connect(port, "127.0.0.1", resolve).on("error", reject)),
  dns: () => dns.promises.lookup("localhost"),
  udp: async () => dgram.createSocket("udp4"),
  listen: async () => net.createServer().listen(0),
};
`;

test("a process without network reaches nothing, not even this machine", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "magpie-network-"));
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const outfile = path.join(folder, "child.mjs");
  const contents = `
    import dgram from "node:dgram"; import dns from "node:dns"; import http from "node:http"; import net from "node:net"; import tls from "node:tls";
    import { blockNetwork } from "./block-network";
    blockNetwork();
    const port = ${port}; const url = "http://127.0.0.1:" + port;
    ${attempts}
    const reached = [];
    for (const [name, attempt] of Object.entries(tries)) {
      try { await attempt(); reached.push(name); } catch {}
    }
    console.log(JSON.stringify(reached));
    process.exit(0);`;
  try {
    await build({
      stdin: { contents, resolveDir: import.meta.dirname, loader: "js" },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
      logLevel: "silent",
    });
    const { stdout } = await promisify(execFile)(process.execPath, [outfile], { timeout: 60_000 });
    expect(JSON.parse(stdout)).toEqual([]);
    expect(requests).toBe(0);
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
