import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Command, Terminal } from "../command";
import { connect } from "../server";
import { dump } from "./dump";
import { importUrls } from "./import-urls";

const images = [
  { id: "1", url: "https://example.org/a.jpg", metadata: { album: 7 }, tags: ["sea"] },
  { id: "2", url: null, metadata: {}, tags: [] },
  { id: "3", url: "https://example.org/b.jpg", metadata: {}, tags: [] },
];
let home: string;
let web: Server;
let asked: string[];
let lines: string[];

/** A server with a picture per page, which keeps what it was asked. */
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "magpie-dump-"));
  asked = [];
  lines = [];
  web = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push(`${request.url} ${body}`);
    const index = Number(new URL(request.url ?? "", "http://server").searchParams.get("cursor") ?? 0);
    const page = { images: [images[index]], nextCursor: images[index + 1] ? String(index + 1) : null, total: images.length };
    const results = body && (JSON.parse(body) as { items: object[] }).items.map(() => ({ outcome: "pending" }));
    response.setHeader("content-type", "application/json").end(JSON.stringify(body ? { results } : page));
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await rm(home, { recursive: true, force: true });
});

async function run(command: Command, words: string[], options = {}): Promise<number> {
  const terminal: Terminal = {
    out: (line: string) => lines.push(line),
    note: () => {},
    stderr: { isTTY: false, write: () => true },
    env: {},
    signal: new AbortController().signal,
  } as never;
  const server = connect({ url: `http://127.0.0.1:${(web.address() as AddressInfo).port}`, key: "mgp_x" });
  return command.run({ server, words, options, terminal });
}

test("every picture becomes a line, over all pages", async () => {
  expect(await run(dump, ["default"], { embeddings: true })).toBe(0);
  expect(lines.map((line) => JSON.parse(line))).toEqual(images);
  expect(asked).toHaveLength(3);
  expect(asked[0]).toContain("include=embeddings");
  expect(asked[0]).toContain("collectionId=default");
});

test("a dump goes back in by its addresses, with their metadata", async () => {
  await run(dump, []);
  const file = path.join(home, "dump.jsonl");
  await writeFile(file, lines.join("\n"));
  asked = [];
  expect(await run(importUrls, [file])).toBe(0);
  expect(JSON.parse(asked[0]?.split(" ").slice(1).join(" ") ?? "")).toMatchObject({
    items: [
      { url: "https://example.org/a.jpg", metadata: { album: 7 } },
      { url: "https://example.org/b.jpg", metadata: {} },
    ],
  });
});
