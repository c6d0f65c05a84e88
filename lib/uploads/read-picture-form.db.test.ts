import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Actor } from "../auth/access";
import { emptyDatabase } from "../db/testing";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { readPictureForm } from "./read-picture-form";
import { type PictureAnswer, type PictureDoor, type PictureServer, startPictureServer } from "./testing";
import { randomPng } from "./uploadthing/testing";

let modelDir: string;
let library: TestLibrary;
let server: PictureServer;
let actor: Actor;
let ctx: TestLibrary["ctx"];
let bounds: PictureDoor["bounds"];

beforeAll(async () => {
  modelDir = await mkdtemp(path.join(os.tmpdir(), "magpie-model-"));
  library = await openTestLibrary(modelDir);
  server = await startPictureServer(() => ({ ctx, actor, bounds }));
});
beforeEach(async () => {
  await emptyDatabase(library.account.database);
  actor = await library.createActor();
  ctx = library.ctx;
  bounds = { filesMax: 100, fileBytesMax: ctx.config.uploads.fileBytesMax };
});
afterAll(async () => {
  await server.close();
  await library.close();
  await rm(modelDir, { recursive: true, force: true });
});

const send: PictureServer["send"] = (files, query) => server.send(files, query);
const countImages = async () => (await library.account.database.sql`select 1 from images`).length;
const listIncoming = () => readdir(ctx.storage.incomingDir);
const listOriginals = async () =>
  (await readdir(path.join(ctx.config.dataDir, "collections", actor.userId), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
const outcomes = ({ results }: PictureAnswer) => results.map((result) => result.outcome);

describe("adding pictures by a form", () => {
  it("answers for each file in its order, and one bad file costs no other", async () => {
    const good = randomPng(200_000);
    bounds.fileBytesMax = 300_000;
    ctx = { ...ctx, config: { ...ctx.config, uploads: { ...ctx.config.uploads, fileBytesMax: 300_000 } } };
    const answer = await send([
      ["first.png", good],
      ["drawing.png", Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${" ".repeat(100_000)}</svg>`)],
      ["huge.png", randomPng(1_000_000)],
      ["empty.png", Buffer.alloc(0)],
      ["Übung 日本.png", randomPng(500)],
      ["again.png", good],
      ["short.txt", Buffer.from("x")],
    ]);
    expect(answer.results).toMatchObject([
      { outcome: "pending", fileName: "first.png" },
      { outcome: "rejected", fileName: "drawing.png", code: "type-not-allowed" },
      { outcome: "rejected", code: "file-too-large", detail: "huge.png is larger than 300000 bytes, the most this server takes." },
      { outcome: "rejected", code: "undecodable", detail: "empty.png is empty." },
      { outcome: "pending", fileName: "Übung 日本.png" },
      { outcome: "duplicate", fileName: "again.png", place: "library" },
      { outcome: "rejected", code: "type-not-allowed" },
    ]);
    const [first, , , , , again] = answer.results;
    expect(again).toMatchObject({ imageId: first?.outcome === "pending" && first.imageId, pairs: [{ layer: "bytes", distance: 0 }] });
    expect(await countImages()).toBe(2);
    expect(await listOriginals()).toEqual(["first.png", "Übung 日本.png"]);
    expect(await listIncoming()).toEqual([]);
  });

  it("takes a file under any field's name, and the time it was changed from the field before it", async () => {
    const form = new FormData();
    form.append("lastModified", String(Date.UTC(2019, 1, 2, 12)));
    form.append("picture", new File([new Uint8Array(randomPng(100))], "../../old.png"));
    form.append("files", new File([new Uint8Array(randomPng(100))], "new.png"));
    expect(outcomes(await server.sendForm(form))).toEqual(["pending", "pending"]);
    const rows = await library.account.database
      .sql`select original_name, taken_source, extract(epoch from taken_utc)::int as taken from images order by id`;
    expect(rows).toMatchObject([
      { original_name: "old.png", taken_source: "file", taken: Date.UTC(2019, 1, 2, 12) / 1_000 },
      { original_name: "new.png", taken_source: "added" },
    ]);
  });

  it("takes as many files as a request may have, and says so of the next", async () => {
    bounds.filesMax = 3;
    const files = Array.from({ length: 6 }, (_, index) => [`${index}.png`, randomPng(50_000)] as const);
    const answer = await send(files);
    expect(outcomes(answer)).toEqual(["pending", "pending", "pending", "rejected"]);
    expect(answer.results[3]).toMatchObject({ code: "invalid-input", detail: expect.stringContaining("3 files") });
    expect(await countImages()).toBe(3);
  });

  it("takes 40 files that come in one piece", async () => {
    const files = Array.from({ length: 40 }, (_, index) => [`${index}.png`, randomPng(300)] as const);
    expect(new Set(outcomes(await send(files)))).toEqual(new Set(["pending"]));
    expect(await countImages()).toBe(40);
  });

  it("makes one image of equal files that come at once, and any number with detection off", async () => {
    const bytes = randomPng(30_000);
    const answers = await Promise.all(Array.from({ length: 10 }, () => send([["a.png", bytes]])));
    expect(answers.flatMap(outcomes).sort()).toEqual([...Array(9).fill("duplicate"), "pending"]);
    const more = await send(
      [
        ["a.png", bytes],
        ["b.png", bytes],
      ],
      "detectDuplicates=false",
    );
    expect(outcomes(more)).toEqual(["pending", "pending"]);
    expect(await countImages()).toBe(3);
  });

  it("refuses what is no form, or holds no file", async () => {
    const text = new FormData();
    text.append("note", "hello");
    expect(await server.sendForm(text)).toMatchObject({ code: "invalid-input" });
    for (const [body, type] of [
      ["x", "text/plain"],
      ["x", "multipart/form-data"],
      ["--b\r\nbad", "multipart/form-data; boundary=b"],
    ] as const) {
      const response = await fetch(server.origin, { method: "POST", body, headers: { "content-type": type } });
      expect(((await response.json()) as PictureAnswer).code).toMatch(/invalid-input|upload-interrupted/);
    }
    expect(await listIncoming()).toEqual([]);
  });

  it("refuses a request that is larger than its files may be, and the sender hears of it", async () => {
    bounds = { filesMax: 2, fileBytesMax: 1_000_000 };
    const files = Array.from({ length: 20 }, (_, index) => [`${index}.png`, randomPng(900_000)] as const);
    expect(await send(files)).toMatchObject({ code: "file-too-large" });
    expect(await countImages()).toBe(2);
    expect(await listIncoming()).toEqual([]);
  });

  it("leaves nothing of a file whose connection breaks, and keeps those before it", async () => {
    const form = new FormData();
    form.append("files", new File([new Uint8Array(randomPng(1_000))], "whole.png"));
    form.append("files", new File([new Uint8Array(randomPng(3_000_000))], "half.png"));
    const encoded = new Request("http://localhost", { method: "POST", body: form });
    const whole = Buffer.from(await encoded.arrayBuffer());
    const request = httpRequest(server.origin, {
      method: "POST",
      headers: { "content-type": encoded.headers.get("content-type") ?? "", "content-length": whole.length },
    });
    request.on("error", () => {});
    await new Promise<void>((resolve) => request.write(whole.subarray(0, 1_500_000), () => resolve()));
    await until(async () => (await listIncoming()).length > 0);
    request.destroy();
    await until(async () => (await listIncoming()).length === 0);
    expect(await countImages()).toBe(1);
    expect(await listOriginals()).toEqual(["whole.png"]);
  });

  it("gives up a connection that goes quiet", async () => {
    bounds.idleMs = 200;
    const head = `--b\r\ncontent-disposition: form-data; name="files"; filename="a.png"\r\n\r\n`;
    const request = httpRequest(server.origin, { method: "POST", headers: { "content-type": "multipart/form-data; boundary=b" } });
    const answered = new Promise<string>((resolve, reject) => {
      request.on("error", reject);
      request.on("response", async (response) => resolve((await response.toArray()).join("")));
    });
    request.write(Buffer.concat([Buffer.from(head), randomPng(10_000)]));
    expect(JSON.parse(await answered)).toMatchObject({ code: "upload-interrupted" });
    request.destroy();
    expect(await countImages()).toBe(0);
    expect(await listIncoming()).toEqual([]);
  });

  it("reads no further than it writes: 150 MB pass in a few MB", async () => {
    const boundary = "b";
    const part = (index: number) =>
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="${index}.png"\r\n\r\n`);
    const bytes = randomBytes(65_536);
    let aheadMax = 0;
    let sent = 0;
    async function* body() {
      for (let file = 0; file < 5; file++) {
        yield part(file);
        yield randomPng(100);
        for (let chunk = 0; chunk < 480; chunk++) {
          yield bytes;
          sent += bytes.length;
        }
        yield Buffer.from("\r\n");
      }
      yield Buffer.from(`--${boundary}--\r\n`);
    }
    const request = new Request("http://localhost", {
      method: "POST",
      headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
      body: Readable.toWeb(Readable.from(body())) as ReadableStream,
      duplex: "half",
    } as RequestInit);
    let read = 0;
    for await (const picture of readPictureForm(request, bounds)) {
      for await (const chunk of picture.bytes) {
        read += chunk.length;
        aheadMax = Math.max(aheadMax, sent - read);
      }
    }
    expect(read).toBe(5 * (30 * 1_048_576 + 100));
    expect(aheadMax).toBeLessThan(4 * 1_048_576);
  });
});

const until = (condition: () => boolean | Promise<boolean>) => vi.waitUntil(condition, { timeout: 60_000, interval: 20 });
