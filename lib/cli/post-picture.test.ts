import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { postPicture } from "./post-picture";

let folder: string;
let server: http.Server;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "magpie-post-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function serve(handle: http.RequestListener) {
  server = http.createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: "mgp_key" };
}

function makeFile(bytes: Buffer, name = 'größe "x".jpg') {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return { path: file, sizeBytes: bytes.length, modifiedMs: 1_700_000_000_000.7 };
}

test("a file arrives whole, with its name, the time of its last change and the key", async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  const login = await serve(async (request, response) => {
    const body = new Response(new Uint8Array(Buffer.concat(await request.toArray())), {
      headers: { "content-type": request.headers["content-type"] ?? "" },
    });
    const form = await body.formData();
    const file = form.get("files") as File;
    const same = Buffer.from(await file.arrayBuffer()).equals(bytes);
    response.end(JSON.stringify({ same, name: file.name, at: form.get("lastModified"), key: request.headers.authorization }));
  });
  expect(await postPicture(login, "/x", makeFile(bytes), "files")).toEqual({
    same: true,
    name: "größe _x_.jpg",
    at: "1700000000001",
    key: "Bearer mgp_key",
  });
});

test("a refusal that comes before the end is told in the server's words", async () => {
  const login = await serve((_request, response) => {
    response.writeHead(413, { "content-type": "application/problem+json", "retry-after": "7" });
    response.end(JSON.stringify({ code: "quota-exceeded", detail: "No more room." }));
  });
  const sending = postPicture(login, "/x", makeFile(Buffer.alloc(1_000)), "files");
  await expect(sending).rejects.toMatchObject({ status: 413, code: "quota-exceeded", message: "No more room.", retryAfterMs: 7_000 });
});

test("a file that shrinks on its way, and a server that is gone, end in an error", async () => {
  const login = await serve((request) => request.resume());
  const file = makeFile(Buffer.alloc(50_000));
  truncateSync(file.path, 10);
  await expect(postPicture(login, "/x", file, "files")).rejects.toThrow();
  await expect(postPicture({ url: "http://127.0.0.1:1", key: "" }, "/x", makeFile(Buffer.alloc(10)), "files")).rejects.toBeInstanceOf(
    TypeError,
  );
});
