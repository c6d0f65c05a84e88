import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Options, type Terminal, UsageError } from "../command";
import { connect } from "../server";
import { search, similar } from "./search";

const imageId = "01a1fd47-1111-7000-8000-000000000001";
const hit = {
  image: { id: imageId, originalName: "a.jpg", takenLocal: "2024-05-01T12:00:00" },
  similarity: 0.25,
  foundBy: ["meaning"],
};
const answer = { hits: [hit], page: 1, total: 1, query: null, nothingFits: false, coverage: { reason: null, waiting: 0 } };

let home: string;
let web: Server;
let answered: object;
let asked: { method?: string | undefined; url?: string | undefined; body: string };
const out: string[] = [];
const notes: string[] = [];

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "magpie-search-"));
  out.length = 0;
  notes.length = 0;
  answered = answer;
  web = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked = { method: request.method, url: request.url, body: Buffer.concat(chunks).toString("latin1") };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answered));
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await rm(home, { recursive: true, force: true });
});

const urlOf = () => `http://127.0.0.1:${(web.address() as AddressInfo).port}`;

function run(command: typeof search, words: string[], options: Options = {}): Promise<number> {
  const terminal: Terminal = {
    out: (line: string) => out.push(line),
    note: (line: string) => notes.push(line),
    stderr: { isTTY: false, write: () => true },
    isInteractive: false,
    ask: async () => "",
    env: {},
    signal: new AbortController().signal,
  } as never;
  return command.run({ server: connect({ url: urlOf(), key: "mgp_x" }), words, options, terminal });
}

test("what fits is printed, with code 0", async () => {
  expect(await run(search, ["red", "circle"])).toBe(0);
  expect(asked.url).toBe("/api/v1/search?q=red%20circle&limit=20");
  expect([out.length, out[0], notes]).toEqual([1, expect.stringMatching(/^0\.250 .*\/images\/01a1fd47.* meaning .*a\.jpg/), []]);
});

test("where nothing fits, the nearest are called that, with code 1 as when nothing is found", async () => {
  answered = { ...answer, nothingFits: true };
  expect(await run(search, ["spaceship"])).toBe(1);
  expect([out[0], notes]).toEqual([expect.stringMatching(/ nearest .*a\.jpg/), ["Nothing fits; these are the nearest that there are."]]);
  answered = { ...answer, hits: [], total: 0, nothingFits: true };
  expect([await run(search, ["spaceship"]), notes.at(-1)]).toEqual([1, "Nothing fits."]);
});

test("as JSON the server's answer is printed as it is", async () => {
  answered = { ...answer, nothingFits: true, total: 77 };
  expect(await run(search, ["x"], { json: true })).toBe(1);
  expect(JSON.parse(out[0] ?? "")).toEqual(answered);
});

test("a picture's like is asked for by a file, an address, an id and a page of this server", async () => {
  const file = path.join(home, "a.jpg");
  await writeFile(file, "bytes");
  expect(await run(similar, [file], { limit: "3", "min-similarity": "-1" })).toBe(0);
  expect([asked.method, asked.url, asked.body.includes("bytes")]).toEqual(["POST", "/api/v1/search?limit=3&minSimilarity=-1", true]);
  await run(similar, ["https://example.com/a.jpg"], { "min-similarity": "0.5" });
  expect([asked.method, asked.url, JSON.parse(asked.body)]).toEqual([
    "POST",
    "/api/v1/search?limit=20&minSimilarity=0.5",
    { url: "https://example.com/a.jpg" },
  ]);
  for (const picture of [imageId, `${urlOf()}/images/${imageId}`]) {
    await run(similar, [picture]);
    expect([asked.method, asked.url]).toEqual(["GET", `/api/v1/images/${imageId}/similar?limit=20`]);
  }
  await expect(run(similar, ["no-such-file.jpg"])).rejects.toThrow(UsageError);
});

test("what is wrong with a part of the line is said", async () => {
  const fault = "There is no is:foo.";
  answered = { ...answer, hits: [], query: { tokens: [{ fault: null }, { fault }] } };
  expect(await run(search, ["is:foo"])).toBe(1);
  expect(notes).toEqual([fault, "Nothing fits."]);
});
