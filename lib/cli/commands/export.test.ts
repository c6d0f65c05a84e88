import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Terminal } from "../command";
import { connect } from "../server";
import { exportCollection } from "./export";

let home: string;
let web: Server;
let pictures: { id: string; originalName: string; bytes: string }[];
const notes: string[] = [];

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "magpie-export-"));
  notes.length = 0;
  web = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://server");
    if (pathname === "/api/v1/images") {
      const images = pictures.map(({ bytes, ...rest }) => ({
        ...rest,
        sizeBytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        takenLocal: "2024-05-01T12:00:00",
      }));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ images, nextCursor: null, total: images.length }));
    } else response.end(pictures.find(({ id }) => pathname.includes(encodeURIComponent(id)))?.bytes);
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await rm(home, { recursive: true, force: true });
});

async function run(folder: string): Promise<number> {
  const terminal: Terminal = {
    out: () => {},
    note: (line: string) => notes.push(line),
    stderr: { isTTY: false, write: () => true },
    isInteractive: false,
    ask: async () => "",
    env: {},
    signal: new AbortController().signal,
  } as never;
  const server = connect({ url: `http://127.0.0.1:${(web.address() as AddressInfo).port}`, key: "mgp_x" });
  return exportCollection.run({ server, words: ["default", folder], options: { parallel: "1" }, terminal });
}

test("a server that lies about ids and names writes nothing outside the folder", async () => {
  pictures = [
    { id: "first", originalName: "x.bashrc", bytes: "one" },
    { id: "01a1fd47/./../../../", originalName: "x.bashrc", bytes: "two" },
    { id: "third", originalName: "../../up.jpg", bytes: "three" },
  ];
  await run(path.join(home, "pictures", "here"));
  expect((await readdir(home, { recursive: true })).sort()).toEqual(
    ["pictures", "pictures/here", "pictures/here/__.._up.jpg", "pictures/here/x 01a1fd47.bashrc", "pictures/here/x.bashrc"].sort(),
  );
});

test("pictures with names as long as names may be, and with endings of ours, come whole", async () => {
  const long = `${"ä".repeat(125)}.jpg`;
  pictures = [
    { id: "a1", originalName: long, bytes: "one" },
    { id: "b2", originalName: long, bytes: "two" },
    { id: "c3", originalName: "a.jpg.part", bytes: "three" },
    { id: "d4", originalName: "a.jpg", bytes: "four" },
  ];
  expect([await run(home), notes]).toEqual([0, []]);
  const names = await readdir(home);
  const contents = await Promise.all(names.map((name) => readFile(path.join(home, name), "utf8")));
  expect(contents.sort()).toEqual(["four", "one", "three", "two"]);
});
