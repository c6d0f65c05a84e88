import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { connect } from "./server";
import { type FileReport, uploadFiles } from "./upload-files";

let server: http.Server;
let folder: string;
afterEach(async () => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Uploads one file to a server that gives these results for it, one after the other. */
async function upload(results: object[]): Promise<FileReport[]> {
  server = http.createServer(async (request, response) => {
    await request.toArray();
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url?.includes("check") ? { known: [] } : { results: [results.shift()] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = mkdtempSync(path.join(os.tmpdir(), "magpie-upload-"));
  const file = path.join(folder, "a.jpg");
  writeFileSync(file, "picture");
  async function* files() {
    yield { path: file, sizeBytes: 7, modifiedMs: 0 };
  }
  const reports: FileReport[] = [];
  const login = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: "mgp_key" };
  const options = { collection: "default", detectDuplicates: true, onDuplicate: "review" as const, parallel: 1 };
  await uploadFiles(connect(login), files(), options, (report) => reports.push(report));
  return reports;
}

test("a file that a part of the server, just starting again, refused is sent once more", async () => {
  const [report] = await upload([
    { outcome: "rejected", code: "unavailable", detail: "A part of the server is just starting again." },
    { outcome: "pending", imageId: "1" },
  ]);
  expect(report).toMatchObject({ outcome: "created", imageId: "1" });
});

test("a file that is no picture is refused once, in the server's words", async () => {
  const [report] = await upload([{ outcome: "rejected", code: "type-not-allowed", detail: "This is no picture." }]);
  expect(report).toMatchObject({ outcome: "refused", detail: "This is no picture." });
});
