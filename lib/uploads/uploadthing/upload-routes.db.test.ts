import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { v7 as createId } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Actor, scopeOf } from "../../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../../auth/testing";
import { deleteCollectionRow, insertCollection } from "../../collections/queries";
import type { Config } from "../../config";
import { emptyDatabase } from "../../db/testing";
import { insertSharedCollection } from "../../images/testing";
import { createQueue } from "../../queue/pg-boss";
import { createDiskStorage } from "../../storage/disk";
import { checkHashes } from "../check-hashes";
import { getUploadOutcomes } from "../get-upload-outcomes";
import { findUpload } from "../queries";
import type { UploadContext } from "../receive-upload";
import { sweepUploads } from "../sweep-uploads";
import { head, presign, put, randomPng, sha256Of, startPut, startUploadServer, type UploadServer } from "./testing";

let account: AccountContext;
let ctx: UploadContext;
let nina: Actor;
let origin: string;
const actors = new Map<string, Actor>();
let servers: UploadServer[] = [];

async function contextWith(changes: (config: Config) => Partial<Config> = () => ({})): Promise<UploadContext> {
  const config = { ...account.config, storage: { ...account.config.storage, freeBytesMin: 0 } };
  const changed = { ...config, ...changes(config) };
  return {
    ...account,
    config: changed,
    storage: createDiskStorage(changed),
    queue: await createQueue(account.database.sql, account.log),
  };
}

async function serve(context: UploadContext, more: Parameters<typeof startUploadServer>[2] = {}): Promise<string> {
  const server = await startUploadServer(context, actors, more);
  servers.push(server);
  return server.origin;
}

beforeAll(async () => {
  account = await openAccountContext();
  ctx = await contextWith();
  await mkdir(ctx.storage.incomingDir, { recursive: true });
});
beforeEach(async () => {
  await emptyDatabase(account.database);
  nina = await createTestActor(account);
  actors.set("nina", nina).set("olaf", await createTestActor(account));
  origin = await serve(ctx);
});
afterEach(async () => {
  for (const server of servers) await server.close();
  servers = [];
});
afterAll(() => account.close());

async function presignOne(bytes: Buffer, name = "a.png", input = {}): Promise<string> {
  const { body } = await presign(origin, "nina", [{ name, size: bytes.length }], input);
  return body[0]?.url ?? "";
}

const listParts = async () => (await readdir(ctx.storage.incomingDir)).filter((name) => name.endsWith(".part"));
const listOriginals = async () =>
  (await readdir(path.join(account.config.dataDir, "collections", nina.userId), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
/** SHA-256 of the first original. */
const readOriginal = async () => sha256Of(await readFile((await listOriginals())[0] ?? ""));
const countImages = async () => (await account.database.sql`select 1 from images where owner_id = ${nina.userId}`).length;

const until = (condition: () => boolean | Promise<boolean>) => vi.waitUntil(condition, { timeout: 60_000, interval: 20 });

describe("an upload", () => {
  it("becomes an image with its bytes, and its address leaves as a path", async () => {
    const bytes = randomPng(200_000);
    const url = await presignOne(bytes, "Ñandú & 50%+é #1.png");
    expect(url).toMatch(/^\/api\/receive\//);
    const { status, body } = await put(origin, "nina", url, bytes);
    expect([status, body.serverData?.outcome]).toEqual([200, "created"]);
    const originals = await listOriginals();
    expect(originals.map((file) => path.basename(file))).toEqual(["Ñandú & 50%+é #1.png"]);
    expect(await readOriginal()).toBe(sha256Of(bytes));
    expect(await listParts()).toEqual([]);
  });

  it("keeps the name it came with, made safe to show", async () => {
    const names = ["../../../etc/passwd.png", "a\0b.png", "x\u202Egnp.png", `${"n".repeat(10_000)}.png`, "\ud800.png"];
    const { status, body } = await presign(
      origin,
      "nina",
      names.map((name) => ({ name, size: 100 })),
    );
    expect(status).toBe(200);
    expect(body.map((one) => one.name)).toEqual(["passwd.png", "ab.png", "xgnp.png", `${"n".repeat(251)}.png`, "\ufffd.png"]);
  });

  it("goes on where a broken connection stopped", async () => {
    const bytes = randomPng(8_000_000);
    const url = await presignOne(bytes);
    const writer = await startPut(origin, "nina", url, bytes, 5_000_000);
    await until(async () => (await head(origin, "nina", url)) > 4_000_000);
    writer.cut();
    const start = await head(origin, "nina", url);
    expect(start).toBeGreaterThan(4_000_000);
    expect((await put(origin, "nina", url, bytes, start)).body.serverData?.outcome).toBe("created");
    expect(await readOriginal()).toBe(sha256Of(bytes));
  });

  it("is taken over from a connection that still hangs, whose bytes no longer count", async () => {
    const bytes = randomPng(3_000_000);
    const wrong = randomPng(3_000_000);
    const url = await presignOne(bytes);
    const other = await serve(ctx);
    const hanging = await startPut(other, "nina", url, wrong, 1_000_000);
    await until(async () => (await head(origin, "nina", url)) > 500_000);
    const answer = await put(origin, "nina", url, bytes, 0);
    expect(answer.body.serverData?.outcome).toBe("created");
    hanging.cut();
    expect(await readOriginal()).toBe(sha256Of(bytes));
    expect(await countImages()).toBe(1);
  });

  it("goes on in another web process after the first has died", async () => {
    const bytes = randomPng(4_000_000);
    const first = await startUploadServer(ctx, actors);
    const { body } = await presign(first.origin, "nina", [{ name: "a.png", size: bytes.length }]);
    const url = body[0]?.url ?? "";
    await startPut(first.origin, "nina", url, bytes, 3_000_000);
    await until(async () => (await head(first.origin, "nina", url)) > 2_000_000);
    await first.close();
    const second = await serve(await contextWith());
    const start = await head(second, "nina", url);
    expect(start).toBeGreaterThan(2_000_000);
    expect((await put(second, "nina", url, bytes, start)).body.serverData?.outcome).toBe("created");
    expect(await readOriginal()).toBe(sha256Of(bytes));
  });

  it("answers again what was answered, without a byte sent", async () => {
    const bytes = randomPng(50_000);
    const url = await presignOne(bytes);
    const first = await put(origin, "nina", url, bytes);
    expect(await head(origin, "nina", url)).toBe(bytes.length);
    expect(await put(origin, "nina", url, bytes, bytes.length)).toEqual(first);
    expect(await countImages()).toBe(1);
  });

  it("that was made but not answered before a crash is answered once, also with detection off", async () => {
    const bytes = randomPng(50_000);
    const url = await presignOne(bytes, "a.png", { detectDuplicates: false });
    const first = await put(origin, "nina", url, bytes);
    await account.database.sql`update uploads set result = null, status = 'finishing'`;
    expect(await head(origin, "nina", url)).toBe(bytes.length);
    expect((await put(origin, "nina", url, bytes)).body.serverData).toEqual(first.body.serverData);
    expect(await countImages()).toBe(1);
  });

  it("fifty times at once makes one image, and points the others to it", async () => {
    const bytes = randomPng(100_000);
    const { body } = await presign(
      origin,
      "nina",
      Array.from({ length: 50 }, (_, index) => ({ name: `${index}.png`, size: bytes.length })),
    );
    const answers = await Promise.all(body.map((one) => put(origin, "nina", one.url, bytes)));
    const outcomes = answers.map((answer) => answer.body.serverData?.outcome);
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(49);
    expect(await countImages()).toBe(1);
    expect(await listOriginals()).toHaveLength(1);
  });

  it("goes into the default collection when its own was deleted meanwhile", async () => {
    const collectionId = createId();
    await insertCollection(account.db, { id: collectionId, ownerId: nina.userId, name: "gone", tags: [], searchWords: "" });
    const bytes = randomPng(1_000);
    const url = await presignOne(bytes, "a.png", { collectionId });
    await deleteCollectionRow(account.db, scopeOf(nina), collectionId);
    expect((await put(origin, "nina", url, bytes)).body.serverData?.outcome).toBe("created");
  });

  it("says what happens to it as a near duplicate; without a word it is held", async () => {
    for (const more of [{}, { onDuplicate: "reject" }, { onDuplicate: "reject-similar" }]) {
      const bytes = randomPng(1_000);
      await put(origin, "nina", await presignOne(bytes, "a.png", more), bytes);
    }
    const rows = await account.database.sql`select on_duplicate from images order by id`;
    expect(rows.map((row) => row.on_duplicate)).toEqual(["review", "reject", "reject-similar"]);
  });

  it("of equal bytes is taken with detection off", async () => {
    const bytes = randomPng(1_000);
    for (const name of ["a.png", "b.png"]) await put(origin, "nina", await presignOne(bytes, name, { detectDuplicates: false }), bytes);
    expect(await countImages()).toBe(2);
  });
});

describe("a refusal", () => {
  it("names the file and what it is, and keeps nothing", async () => {
    const bytes = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${" ".repeat(9_000)}</svg>`);
    const url = await presignOne(bytes, "drawing.png");
    const { status, body } = await put(origin, "nina", url, bytes);
    expect([status, body.code]).toEqual([415, "type-not-allowed"]);
    expect(body.error).toMatch(/^drawing\.png is not a picture Magpie can keep: This is an SVG drawing/);
    expect(await listParts()).toEqual([]);
    expect(await head(origin, "nina", url)).toBe(bytes.length);
    expect((await put(origin, "nina", url, bytes)).body).toEqual(body);
  });

  it("comes before the rest of the file", async () => {
    const bytes = Buffer.alloc(20_000_000, "x");
    const url = await presignOne(bytes, "long.jpg");
    await startPut(origin, "nina", url, bytes, 200_000);
    const id = new URL(url, origin).searchParams.get("x-ut-custom-id") ?? "";
    await until(async () => (await findUpload(ctx.db, scopeOf(nina), id))?.status === "refused");
  });

  it("of a file larger than allowed or empty comes with its address, and the others of the batch go on", async () => {
    const good = randomPng(500);
    const { body } = await presign(origin, "nina", [
      { name: "huge.png", size: 65 * 2 ** 20 },
      { name: "empty.png", size: 0 },
      { name: "good.png", size: good.length },
    ]);
    const urls = body.map((one) => one.url);
    expect((await put(origin, "nina", urls[0] ?? "", good)).body.error).toBe("huge.png is larger than 64 MB, the most this server takes.");
    expect((await put(origin, "nina", urls[1] ?? "", Buffer.alloc(0))).body.error).toBe("empty.png is empty.");
    expect((await put(origin, "nina", urls[2] ?? "", good)).status).toBe(200);
  });

  it("of a format the owner does not allow says which are taken", async () => {
    const strict = await serve(await contextWith((config) => ({ uploads: { ...config.uploads, allowedTypes: ["image/jpeg"] } })));
    const bytes = randomPng(5_000);
    const { body } = await presign(strict, "nina", [{ name: "a.png", size: bytes.length }]);
    const answer = await put(strict, "nina", body[0]?.url ?? "", bytes);
    expect([answer.status, answer.body.error]).toEqual([415, "a.png is a PNG picture; this server takes JPEG."]);
  });

  it("of more bytes than announced stands; fewer than announced can be completed", async () => {
    const bytes = randomPng(300_000);
    const long = await presignOne(bytes.subarray(0, 100_000));
    expect((await put(origin, "nina", long, bytes)).status).toBe(413);
    const short = await presignOne(bytes);
    expect((await put(origin, "nina", short, bytes.subarray(0, 120_000))).status).toBe(409);
    expect(await head(origin, "nina", short)).toBe(120_000);
    expect((await put(origin, "nina", short, bytes, 120_000)).status).toBe(200);
  });

  it("of a range that leaves a gap says so", async () => {
    const bytes = randomPng(10_000);
    expect((await put(origin, "nina", await presignOne(bytes), bytes, 5_000)).status).toBe(416);
  });

  it("for want of space is 507 and can be tried again", async () => {
    const full = await contextWith((config) => ({ storage: { ...config.storage, freeBytesMin: 2 ** 60 } }));
    const fullOrigin = await serve(full);
    const bytes = randomPng(1_000);
    expect((await presign(fullOrigin, "nina", [{ name: "a.png", size: 1_000 }])).status).toBe(507);
    const url = await presignOne(bytes);
    expect((await put(fullOrigin, "nina", url, bytes)).status).toBe(507);
    expect((await put(origin, "nina", url, bytes)).status).toBe(200);
  });
});

describe("an upload address", () => {
  it("is worth nothing when it was changed in any part, or has expired", async () => {
    const bytes = randomPng(1_000);
    const url = await presignOne(bytes);
    const changed = [
      url.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
      url.replace("file-size=1000", "file-size=9000"),
      url.replace(/&signature=.*/, ""),
      url.replace("/receive/", "/receive/x"),
      url.replace(/expires=\d+/, "expires=99999999999999"),
      url.replace(/\.0(&|$)/, ".1$1"),
      url.replace("&signature=", "&x-ut-custom-id=..%2F..%2Fx&signature="),
    ];
    for (const one of changed) expect((await put(origin, "nina", one, bytes)).status).toBe(403);
    account.clock.advanceS(7 * 3_600);
    expect((await put(origin, "nina", url, bytes)).status).toBe(403);
    account.clock.advanceS(-7 * 3_600);
    expect((await put(origin, "nina", url, bytes)).status).toBe(200);
  });

  it("is worth nothing to anybody but who asked for it", async () => {
    const bytes = randomPng(1_000);
    const url = await presignOne(bytes);
    expect((await put(origin, "nobody", url, bytes)).status).toBe(401);
    expect((await put(origin, "olaf", url, bytes)).status).toBe(404);
    expect(await head(origin, "olaf", url)).toBeNaN();
    expect((await presign(origin, "nobody", [{ name: "a.png", size: 1 }])).status).toBe(401);
  });

  it("is not given for more files at once than a batch has", async () => {
    const { status } = await presign(
      origin,
      "nina",
      Array.from({ length: 101 }, () => ({ name: "a.png", size: 100 })),
    );
    expect(status).toBe(400);
    expect(await account.database.sql`select 1 from uploads`).toHaveLength(0);
  });

  it("is not given for the collection of somebody else, nor for input that is wrong", async () => {
    const [row] = await account.database.sql`select id from collections where owner_id = ${actors.get("olaf")?.userId ?? ""}`;
    expect((await presign(origin, "nina", [{ name: "a.png", size: 1 }], { collectionId: row?.id })).status).toBe(404);
    expect((await presign(origin, "nina", [{ name: "a.png", size: 1 }], { collectionId: 5 })).status).toBe(400);
    const tooMany = Array.from({ length: 101 }, () => ({ name: "a.png", size: 1 }));
    expect((await presign(origin, "nina", tooMany)).status).toBe(400);
  });

  it("cannot be bypassed by a forged callback", async () => {
    const response = await fetch(`${origin}/api/uploadthing?slug=images`, {
      method: "POST",
      headers: { "uploadthing-hook": "callback", "x-uploadthing-signature": "hmac-sha256=00", "content-type": "application/json" },
      body: JSON.stringify({ status: "uploaded", metadata: { ownerId: nina.userId }, origin: "", file: {} }),
    });
    expect(response.status).toBe(403);
    expect(await countImages()).toBe(0);
  });
});

describe("an upload into a collection of somebody else", () => {
  const share = (role: "viewer" | "contributor") => insertSharedCollection(account.db, actors.get("olaf") as Actor, nina, { role });
  const isIn = async (collectionId: string) =>
    (await account.database.sql`select 1 from memberships where collection_id = ${collectionId}`).length === 1;

  it("that takes pictures of the sender is in it, and stays the sender's own", async () => {
    const collectionId = await share("contributor");
    const bytes = randomPng(1_000);
    expect((await put(origin, "nina", await presignOne(bytes, "a.png", { collectionId }), bytes)).status).toBe(200);
    expect(await isIn(collectionId)).toBe(true);
    expect(await countImages()).toBe(1);
    expect(await listOriginals()).toHaveLength(1);
  });

  it("goes into the sender's default collection when it is no longer shared", async () => {
    const collectionId = await share("contributor");
    const bytes = randomPng(1_000);
    const url = await presignOne(bytes, "a.png", { collectionId });
    await account.database.sql`update collection_members set role = 'viewer'`;
    expect((await put(origin, "nina", url, bytes)).status).toBe(200);
    expect([await isIn(collectionId), await countImages()]).toEqual([false, 1]);
  });

  it("is not begun by one who may only look", async () => {
    const collectionId = await share("viewer");
    const { status } = await presign(origin, "nina", [{ name: "a.png", size: 1 }], { collectionId });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(await account.database.sql`select 1 from uploads`).toHaveLength(0);
  });
});

describe("a quota", () => {
  it("refuses files of a batch that have no room beside those before them, and those that come when it is used up", async () => {
    await account.database.sql`update users set quota_bytes = 2500 where id = ${nina.userId}`;
    const files = [1_000, 1_001, 1_002, 400].map((size) => randomPng(size));
    const announced = files.map((bytes, index) => ({ name: `${index}.png`, size: bytes.length }));
    const { body } = await presign(origin, "nina", announced);
    const answers = [];
    for (const [index, bytes] of files.entries()) answers.push(await put(origin, "nina", body[index]?.url ?? "", bytes));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 413, 200]);
    expect(answers[2]?.body).toMatchObject({ code: "quota-exceeded", serverData: { outcome: "rejected" } });
    const late = await presignOne(randomPng(90));
    await account.database.sql`update users set quota_bytes = 2450 where id = ${nina.userId}`;
    expect((await put(origin, "nina", late, randomPng(90))).body).toMatchObject({ code: "quota-exceeded" });
    expect(await listOriginals()).toHaveLength(3);
    expect(await listParts()).toEqual([]);
  });
});

describe("what is already here", () => {
  it("is known by its hash to its owner only", async () => {
    const bytes = randomPng(2_000);
    const { body } = await put(origin, "nina", await presignOne(bytes, "sea.png"), bytes);
    const hashes = [sha256Of(bytes), sha256Of(Buffer.from("other"))];
    const known = [{ sha256: hashes[0], imageId: body.serverData?.imageId, place: "library", originalName: "sea.png" }];
    expect(await checkHashes(ctx, nina, { hashes })).toEqual({ known });
    expect(await checkHashes(ctx, actors.get("olaf") as Actor, { hashes })).toEqual({ known: [] });
    const outcomes = await getUploadOutcomes(ctx, nina, { imageIds: [body.serverData?.imageId ?? ""] });
    expect(outcomes.outcomes).toMatchObject([{ status: "pending", place: "library", failureReason: null, twins: [] }]);
  });
});

describe("sweeping", () => {
  it("removes parts and rows that nobody touched for two days, and nothing newer", async () => {
    const bytes = randomPng(1_000);
    await put(origin, "nina", await presignOne(bytes), bytes.subarray(0, 500));
    const [part = ""] = await listParts();
    await writeFile(path.join(ctx.storage.incomingDir, "import-x.part"), "");
    expect(await sweepUploads(ctx)).toEqual({ parts: 0, uploads: 0 });
    account.clock.advanceS(49 * 3_600);
    await utimes(path.join(ctx.storage.incomingDir, part), new Date(), ctx.clock.now());
    expect(await sweepUploads(ctx)).toEqual({ parts: 1, uploads: 1 });
    expect(await listParts()).toEqual([part]);
    expect(await account.database.sql`select 1 from upload_batches`).toHaveLength(0);
    account.clock.advanceS(-49 * 3_600);
  });
});

describe("with the owner's UploadThing account", () => {
  it("a file that arrived in the cloud is fetched, kept and removed there; a forged callback is not", async () => {
    const bytes = randomPng(30_000);
    const seen: string[] = [];
    const results: unknown[] = [];
    const cloud: typeof fetch = async (input, init) => {
      const request = new Request(input as Request, init);
      const address = new URL(request.url);
      seen.push(`${request.method} ${address.host}${address.pathname}`);
      if (address.pathname === "/f/the-key") return new Response(new Uint8Array(bytes));
      if (address.pathname === "/callback-result") results.push(await request.json());
      if (address.pathname === "/v6/deleteFiles") return Response.json({ success: true, deletedCount: 1 });
      return Response.json({ ok: true });
    };
    const apiKey = "sk_live_cloud";
    const token = Buffer.from(JSON.stringify({ apiKey, appId: "app", regions: ["fra1"], ingestHost: "ingest.example" })).toString("base64");
    const config = (known: Config) => ({ uploads: { ...known.uploads, uploadthingToken: token } });
    const cloudOrigin = await serve(await contextWith(config), { fetch: cloud });
    const { body } = await presign(cloudOrigin, "nina", [{ name: "a.png", size: bytes.length }]);
    expect(body[0]?.url).toMatch(/^https:\/\/fra1\.ingest\.example\//);
    const file = { name: "a.png", size: bytes.length, type: "image/png", customId: body[0]?.customId, key: "the-key" };
    const addresses = {
      url: "https://cdn.example/f/the-key",
      appUrl: "https://cdn.example/f/the-key",
      ufsUrl: "https://cdn.example/f/the-key",
    };
    const callback = {
      status: "uploaded",
      origin: "https://fra1.ingest.example",
      metadata: { ownerId: nina.userId },
      file: { ...file, ...addresses, fileHash: "x", lastModified: 1 },
    };
    const send = async (signature: string) =>
      fetch(`${cloudOrigin}/api/uploadthing?slug=images`, {
        method: "POST",
        headers: { "uploadthing-hook": "callback", "x-uploadthing-signature": signature, "content-type": "application/json" },
        body: JSON.stringify(callback),
      });
    expect((await send("hmac-sha256=00")).status).toBe(400);
    expect(await countImages()).toBe(0);
    const { createHmac } = await import("node:crypto");
    await send(`hmac-sha256=${createHmac("sha256", apiKey).update(JSON.stringify(callback)).digest("hex")}`);
    expect(results).toMatchObject([{ fileKey: "the-key", callbackData: { outcome: "created" } }]);
    expect(seen).toContain("POST api.uploadthing.com/v6/deleteFiles");
    expect(await readOriginal()).toBe(sha256Of(bytes));
  });
});
