import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { sql } from "drizzle-orm";
import sharp from "sharp";
import { v7 as createId } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "../auth/access";
import { insertCollection } from "../collections/queries";
import { collectionMembers } from "../db/schema/sharing";
import { emptyDatabase } from "../db/testing";
import { toAppError } from "../errors";
import { ingestImage } from "../ingest/ingest-image";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { readPictureForm } from "./read-picture-form";
import { receivePictures } from "./receive-pictures";
import { type PictureResult, receiveOptions } from "./schema";
import { randomPng } from "./uploadthing/testing";

let modelDir: string;
let library: TestLibrary;
let actor: Actor;
let server: Server;
let origin: string;
/** What the server works with; tests change it. */
let bounds: { filesMax: number; fileBytesMax: number; idleMs?: number };
let ctx: TestLibrary["ctx"];

beforeAll(async () => {
  modelDir = await mkdtemp(path.join(os.tmpdir(), "magpie-model-"));
  library = await openTestLibrary(modelDir);
  server = createServer(async (incoming, outgoing) => {
    const body = Readable.toWeb(incoming) as ReadableStream;
    const url = new URL(incoming.url ?? "", "http://localhost");
    const request = new Request(url, {
      method: "POST",
      headers: incoming.headers as Record<string, string>,
      body,
      duplex: "half",
    } as RequestInit);
    const options = receiveOptions.parse(Object.fromEntries(url.searchParams));
    const [status, answer] = await receivePictures(ctx, actor, readPictureForm(request, bounds), options).then(
      (results) => [200, { results }] as const,
      (error) => [400, { code: toAppError(error).code, detail: toAppError(error).message }] as const,
    );
    outgoing.writeHead(status, { "content-type": "application/json" });
    outgoing.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  await emptyDatabase(library.account.database);
  actor = await library.createActor();
  ctx = library.ctx;
  bounds = { filesMax: 100, fileBytesMax: ctx.config.uploads.fileBytesMax };
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await library.close();
  await rm(modelDir, { recursive: true, force: true });
});

type Answer = { results: PictureResult[]; code?: string; detail?: string };

async function send(files: readonly (readonly [string, Buffer])[], query = "", field = "files"): Promise<Answer> {
  const form = new FormData();
  for (const [name, bytes] of files) form.append(field, new File([new Uint8Array(bytes)], name));
  return sendForm(form, query);
}

async function sendForm(form: FormData, query = ""): Promise<Answer> {
  const response = await fetch(`${origin}/?${query}`, { method: "POST", body: form });
  return (await response.json()) as Answer;
}

const countImages = async () => (await library.account.database.sql`select 1 from images`).length;
const listIncoming = () => readdir(ctx.storage.incomingDir);
const listOriginals = async () =>
  (await readdir(path.join(ctx.config.dataDir, "collections", actor.userId), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
const outcomes = ({ results }: Answer) => results.map((result) => result.outcome);

/** A picture of chance, which differs from others at sight; `quality` makes near duplicates of one. */
async function makePicture(seed: number, quality = 90): Promise<Buffer> {
  const cells = Array.from({ length: 64 * 3 }, (_, index) => (Math.imul(index + 1, seed * 2_654_435_761) >>> 24) & 255);
  return sharp(Buffer.from(cells), { raw: { width: 8, height: 8, channels: 3 } })
    .resize(320, 320, { kernel: "cubic" })
    .jpeg({ quality })
    .toBuffer();
}

/** Stands for the worker: processes whatever is pending until told to stop. */
function startWorker(): { stop(): Promise<void> } {
  let running = true;
  const work = (async () => {
    while (running) {
      for (const row of await library.account.database.sql`select id from images where status = 'pending' order by id`)
        await ingestImage(ctx, { imageId: row.id as string, isLastAttempt: true });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })();
  return {
    async stop() {
      running = false;
      await work;
    },
  };
}

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
    expect(outcomes(await sendForm(form))).toEqual(["pending", "pending"]);
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
    expect(await sendForm(text)).toMatchObject({ code: "invalid-input" });
    for (const [body, type] of [
      ["x", "text/plain"],
      ["x", "multipart/form-data"],
      ["--b\r\nbad", "multipart/form-data; boundary=b"],
    ] as const) {
      const response = await fetch(origin, { method: "POST", body, headers: { "content-type": type } });
      expect(((await response.json()) as Answer).code).toMatch(/invalid-input|upload-interrupted/);
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
    const request = httpRequest(origin, {
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
    const request = httpRequest(origin, { method: "POST", headers: { "content-type": "multipart/form-data; boundary=b" } });
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

describe("waiting for pictures", () => {
  it("tells what became of each: created, held, and failed", async () => {
    const worker = startWorker();
    const original = await makePicture(1);
    const first = await send([["a.jpg", original]], "wait=true");
    const second = await send(
      [
        ["b.jpg", await makePicture(1, 40)],
        ["broken.jpg", original.subarray(0, 900)],
      ],
      "wait=true",
    );
    await worker.stop();
    expect(first.results).toMatchObject([{ outcome: "created", status: "processed", failureReason: null }]);
    const firstId = first.results[0]?.outcome === "created" && first.results[0].imageId;
    expect(second.results).toMatchObject([
      { outcome: "held", pairs: [{ layer: "perceptual", verdict: "duplicate", of: firstId }] },
      { outcome: "created", status: "failed", failureReason: expect.stringMatching(/cut off|damaged/) },
    ]);
  });

  it("finds a near duplicate that is to be rejected in the trash, with the reason, and nothing erased", async () => {
    const worker = startWorker();
    const first = await send([["a.jpg", await makePicture(2)]], "wait=true&onDuplicate=reject");
    const near = await send([["b.jpg", await makePicture(2, 40)]], "wait=true&onDuplicate=reject");
    const equal = await send([["c.jpg", await makePicture(2)]], "wait=true&onDuplicate=reject");
    const other = await send([["d.jpg", await makePicture(3)]], "wait=true&onDuplicate=reject");
    const off = await send([["e.jpg", await makePicture(2, 40)]], "wait=true&onDuplicate=reject&detectDuplicates=false");
    await worker.stop();
    const firstId = first.results[0]?.outcome === "created" ? first.results[0].imageId : "";
    expect(near.results).toMatchObject([{ outcome: "duplicate", place: "trash", pairs: [{ layer: "perceptual", of: firstId }] }]);
    expect(equal.results).toMatchObject([
      { outcome: "duplicate", imageId: firstId, place: "library", pairs: [{ layer: "bytes", of: firstId }] },
    ]);
    expect([...outcomes(other), ...outcomes(off)]).toEqual(["created", "created"]);
    const rows = await library.account.database
      .sql`select place, trash_reason, trashed_at is not null as dated from images where place = 'trash'`;
    expect(rows).toMatchObject([{ place: "trash", dated: true, trash_reason: `near-duplicate-of:${firstId}` }]);
    expect(await listOriginals()).toEqual(["a.jpg", "b.jpg", "d.jpg", "e.jpg"]);
  });
});

describe("a collection of somebody else", () => {
  async function shareWith(role: "viewer" | "contributor" | "editor"): Promise<string> {
    const owner = await library.createActor();
    const id = createId();
    await insertCollection(library.account.db, { id, ownerId: owner.userId, name: "shared", tags: [], searchWords: "" });
    await library.account.db
      .insert(collectionMembers)
      .values({ id: createId(), collectionId: id, userId: actor.userId, role, acceptedAt: new Date() });
    return id;
  }

  it.each(["contributor", "editor"] as const)("takes pictures of a %s, which stay their own", async (role) => {
    const id = await shareWith(role);
    expect(outcomes(await send([["a.png", randomPng(100)]], `targetCollection=${id}`))).toEqual(["pending"]);
    const [row] = await library.account.database.sql`
      select i.owner_id, c.is_default, (select json_agg(collection_id order by collection_id) from memberships where image_id = i.id) as ids, c.id
      from images i join collections c on c.id = i.home_collection_id`;
    expect(row).toMatchObject({ owner_id: actor.userId, is_default: true, ids: expect.arrayContaining([id, row?.id]) });
    expect(await listOriginals()).toEqual(["a.png"]);
  });

  it("takes none of a viewer, and does not exist for a stranger", async () => {
    const id = await shareWith("viewer");
    expect(await send([["a.png", randomPng(100)]], `targetCollection=${id}`)).toMatchObject({ code: "forbidden" });
    actor = await library.createActor();
    expect(await send([["a.png", randomPng(100)]], `targetCollection=${id}`)).toMatchObject({ code: "not-found" });
    expect(await send([["a.png", randomPng(100)]], `targetCollection=${createId()}`)).toMatchObject({ code: "not-found" });
    expect(await countImages()).toBe(0);
    expect(outcomes(await send([["a.png", randomPng(100)]], "targetCollection=DEFAULT"))).toEqual(["pending"]);
  });
});

describe("a quota", () => {
  it("refuses what no longer fits, file by file, and keeps nothing of it", async () => {
    await library.account.db.execute(sql`update users set quota_bytes = 250000 where id = ${actor.userId}`);
    const answer = await send([
      ["a.png", randomPng(200_000)],
      ["b.png", randomPng(100_000)],
      ["c.png", randomPng(40_000)],
    ]);
    expect(answer.results).toMatchObject([{ outcome: "pending" }, { outcome: "rejected", code: "quota-exceeded" }, { outcome: "pending" }]);
    expect(await listOriginals()).toEqual(["a.png", "c.png"]);
    expect(await listIncoming()).toEqual([]);
  });

  it("holds for any number of files that come at once", async () => {
    await library.account.db.execute(sql`update users set quota_bytes = 250000 where id = ${actor.userId}`);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => send([[`${index}.png`, randomPng(100_000)]])));
    expect(answers.flatMap(outcomes).filter((outcome) => outcome === "pending")).toHaveLength(2);
    expect(await listOriginals()).toHaveLength(2);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it did not happen in 10 s");
}
