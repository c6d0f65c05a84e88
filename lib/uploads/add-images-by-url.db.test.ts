import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { insertCollection } from "../collections/queries";
import { emptyDatabase } from "../db/testing";
import { pictureVersion } from "../images/picture-version";
import { findBySourceUrl } from "../images/removal-queries";
import { ingestImage } from "../ingest/ingest-image";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { addImagesByUrl } from "./add-images-by-url";
import { deleteImageByUrl } from "./delete-image-by-url";
import { addImagesByUrl as operation } from "./schema";
import { randomPng } from "./uploadthing/testing";

let modelDir: string;
let library: TestLibrary;
let actor: Actor;
let web: Server;
let connections = 0;
/** What the web has at each path. */
const pages = new Map<string, () => Buffer>();
let address: (path: string) => string;

beforeAll(async () => {
  modelDir = await mkdtemp(path.join(os.tmpdir(), "magpie-model-"));
  library = await openTestLibrary(modelDir);
  web = createServer((request, response) => {
    const page = pages.get(request.url ?? "");
    if (page) response.writeHead(200, { "content-type": "text/html" }).end(page());
    else response.writeHead(404).end();
  });
  web.on("connection", () => {
    connections++;
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const { port } = web.address() as AddressInfo;
  address = (at) => `http://pictures.test:${port}${at}`;
});
beforeEach(async () => {
  await emptyDatabase(library.account.database);
  actor = await library.createActor();
  pages.clear();
  connections = 0;
});
afterAll(async () => {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await library.close();
  await rm(modelDir, { recursive: true, force: true });
});

const reach = { isAllowedAddress: (ip: string) => ip === "127.0.0.1", resolve: async () => ["127.0.0.1"] };
const serve = (at: string, bytes: Buffer) => pages.set(at, () => bytes);

async function add(input: Record<string, unknown>, who = actor) {
  return (await addImagesByUrl(library.ctx, who, operation.input.parse(input), reach)).results;
}

const findImages = () => library.account.db.query.images.findMany();
const process = (imageId: string) => ingestImage(library.ctx, { imageId, isLastAttempt: true });
async function listOriginals(): Promise<string[]> {
  const dir = path.join(library.ctx.config.dataDir, "collections", actor.userId);
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
const makePicture = (width: number, seed: number) =>
  sharp({ create: { width, height: 40, channels: 3, background: "black", noise: { type: "gaussian", mean: 128, sigma: 20 + seed } } })
    .jpeg()
    .toBuffer();

describe("adding a picture by its address", () => {
  it("keeps it under the name and with the address and metadata it came with", async () => {
    serve("/a/b%C3%A4r.png?x=1", randomPng(5_000));
    const [result] = await add({ url: address("/a/b%C3%A4r.png?x=1#part"), metadata: { from: "test" } });
    expect(result).toMatchObject({ outcome: "pending", fileName: "bär.png", url: address("/a/b%C3%A4r.png?x=1#part") });
    expect(await findImages()).toMatchObject([
      { originalName: "bär.png", sourceUrl: address("/a/b%C3%A4r.png?x=1"), metadata: { from: "test" }, contentType: "image/png" },
    ]);
  });

  it("gives each address of a list its own answer, in order, with the metadata of its own or of all", async () => {
    serve("/1.png", randomPng(100));
    serve("/2.png", randomPng(100));
    serve("/page", Buffer.from("<!doctype html><p>hello"));
    serve("/huge", Buffer.concat([randomPng(100), Buffer.alloc(library.ctx.config.uploads.fileBytesMax)]));
    const results = await add({
      url: address("/1.png"),
      urls: [address("/page"), address("/none"), "file:///etc/passwd", address("/huge")],
      items: [{ url: address("/2.png"), metadata: { own: 1 } }],
      metadata: { all: 1 },
    });
    expect(results).toMatchObject([
      { outcome: "pending" },
      { outcome: "rejected", code: "type-not-allowed", detail: expect.stringContaining("web page") },
      { outcome: "rejected", code: "fetch-failed" },
      { outcome: "rejected", code: "address-not-allowed" },
      { outcome: "rejected", code: "file-too-large" },
      { outcome: "pending" },
    ]);
    const rows = await findImages();
    expect(rows.map(({ metadata }) => JSON.stringify(metadata)).sort()).toEqual(['{"all":1}', '{"own":1}']);
    expect(await readdir(library.ctx.storage.incomingDir)).toEqual([]);
  });

  it("reaches nothing but the public web: a server on this machine sees no connection", async () => {
    const { port } = web.address() as AddressInfo;
    const urls = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0", "169.254.169.254"];
    const input = operation.input.parse({ urls: urls.map((host) => `http://${host}:${port}/a.png`) });
    const { results } = await addImagesByUrl(library.ctx, actor, input);
    expect(new Set(results.map((result) => result.outcome === "rejected" && result.code))).toEqual(new Set(["address-not-allowed"]));
    expect(connections).toBe(0);
  });

  it("wants at least one address, and a collection of the actor", async () => {
    await expect(add({})).rejects.toMatchObject({ code: "invalid-input" });
    const input = { url: address("/a.png"), targetCollection: "01a1fd4d-9715-72bd-9691-e3bf91761ea4" };
    await expect(add(input)).rejects.toMatchObject({ code: "not-found" });
    expect(connections).toBe(0);
  });

  it("keeps to the quota", async () => {
    await library.account.db.execute(sql`update users set quota_bytes = 1000 where id = ${actor.userId}`);
    serve("/a.png", randomPng(2_000));
    expect(await add({ url: address("/a.png") })).toMatchObject([{ outcome: "rejected", code: "quota-exceeded" }]);
    expect(await listOriginals()).toEqual([]);
  });
});

describe("adding an address that was added before", () => {
  it("keeps to the quota, however many bring more bytes at once", async () => {
    const paths = Array.from({ length: 8 }, (_, index) => `/${index}.png`);
    for (const at of paths) serve(at, randomPng(100));
    await add({ urls: paths.map(address) });
    await library.account.db.execute(sql`update users set quota_bytes = 25000 where id = ${actor.userId}`);
    for (const at of paths) serve(at, randomPng(10_000));
    const answers = await Promise.all(paths.map((at) => add({ url: address(at) })));
    const outcomes = answers.flat().map((result) => (result.outcome === "rejected" ? result.code : result.outcome));
    expect(outcomes.sort()).toEqual([...Array(2).fill("pending"), ...Array(6).fill("quota-exceeded")]);
    const sizes = (await findImages()).map(({ sizeBytes }) => sizeBytes);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(25_000);
    expect(await listOriginals()).toHaveLength(8);
  });

  it("changes its metadata, in whatever spelling, and makes nothing new", async () => {
    serve("/a.png", randomPng(5_000));
    const [first] = await add({ url: address("/a.png"), metadata: { version: 1 } });
    const again = address("/a.png").replace("http://pictures.test", "HTTP://PICTURES.test");
    const results = await add({ urls: [again, address("/x/../a.png#there")], metadata: { version: 2 } });
    const id = first?.outcome === "pending" && first.imageId;
    expect(results).toMatchObject([
      { outcome: "updated", imageId: id, place: "library" },
      { outcome: "updated", imageId: id },
    ]);
    expect(await findImages()).toMatchObject([{ metadata: { version: 2 } }]);
    await add({ url: address("/a.png") });
    expect(await findImages()).toMatchObject([{ metadata: { version: 2 } }]);
    expect(await listOriginals()).toHaveLength(1);
  });

  it("puts it into the collection that is named then", async () => {
    serve("/a.png", randomPng(500));
    const collectionId = "01a1fd4d-9715-72bd-9691-e3bf91761ea4";
    await insertCollection(library.account.db, { id: collectionId, ownerId: actor.userId, name: "two", tags: [], searchWords: "" });
    await add({ url: address("/a.png") });
    await add({ url: address("/a.png"), targetCollection: collectionId });
    expect(await library.account.database.sql`select 1 from memberships where collection_id = ${collectionId}`).toHaveLength(1);
  });

  it.each([true, false])("twenty times at once makes one image, with detection %s", async (detectDuplicates) => {
    serve("/a.png", randomPng(50_000));
    const answers = await Promise.all(Array.from({ length: 20 }, () => add({ url: address("/a.png"), detectDuplicates })));
    const outcomes = answers.flat().map((result) => result.outcome);
    expect(outcomes.filter((outcome) => outcome === "pending")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "updated")).toHaveLength(19);
    expect(await findImages()).toHaveLength(1);
    expect(await listOriginals()).toHaveLength(1);
    expect(await readdir(library.ctx.storage.incomingDir)).toEqual([]);
  });

  it("replaces the file where the address has other bytes, and processes it again", async () => {
    const [wide, narrow] = [await makePicture(300, 1), await makePicture(100, 2)];
    serve("/a.jpg", wide);
    const [first] = await add({ url: address("/a.jpg") });
    const imageId = first?.outcome === "pending" ? first.imageId : "";
    await process(imageId);
    const [before] = await findImages();
    await library.account.db.execute(sql`update images set title = 'mine', favourite = true`);
    serve("/a.jpg", narrow);
    expect(await add({ url: address("/a.jpg"), metadata: { version: 2 } })).toMatchObject([{ outcome: "pending", imageId }]);
    expect(await findImages()).toMatchObject([
      { status: "pending", width: null, title: "mine", favourite: true, metadata: { version: 2 } },
    ]);
    await process(imageId);
    const [after] = await findImages();
    expect(after).toMatchObject({ id: imageId, status: "processed", width: 100, sizeBytes: narrow.length, sourceUrl: address("/a.jpg") });
    expect(pictureVersion(after?.stepVersions ?? {})).not.toBe(pictureVersion(before?.stepVersions ?? {}));
    const [file, ...others] = await listOriginals();
    expect(others).toEqual([]);
    expect((await readFile(file ?? "")).equals(narrow)).toBe(true);
    const claims = await library.account.database.sql`select sha256, image_id from content_claims`;
    expect(claims).toEqual([{ sha256: after?.sha256, image_id: imageId }]);
    expect(await library.account.db.query.perceptualHashes.findMany()).toHaveLength(1);
    expect(await add({ url: address("/a.jpg") })).toMatchObject([{ outcome: "updated", imageId }]);
  });

  it("takes back what the old file had said with it, and leaves what its person said", async () => {
    serve("/a.jpg", await makePicture(300, 5));
    const [first] = await add({ url: address("/a.jpg") });
    const imageId = first?.outcome === "pending" ? first.imageId : "";
    await process(imageId);
    const exif = { description: "CANARY at home", keywords: ["CANARY"], rating: 4 };
    const { db } = library.account;
    await db.execute(sql`update images set exif = ${JSON.stringify(exif)}::jsonb, description = 'CANARY at home',
      tags = '{CANARY,mine}', rating = 4, search_words = 'CANARY'`);
    serve("/a.jpg", await makePicture(100, 6));
    await add({ url: address("/a.jpg") });
    expect(await findImages()).toMatchObject([{ description: null, tags: ["mine"], rating: null }]);
    await process(imageId);
    expect(await findImages()).toMatchObject([{ status: "processed", description: null, tags: ["mine"], rating: null }]);
    expect(JSON.stringify((await findImages()).map((image) => ({ ...image, changedXid: "" })))).not.toContain("CANARY");
  });

  it("makes one image with one whole file when the address has other bytes each time, twenty times at once", async () => {
    pages.set("/a.png", () => randomPng(20_000));
    const answers = await Promise.all(Array.from({ length: 20 }, () => add({ url: address("/a.png") })));
    for (const result of answers.flat()) expect(["pending", "rejected"]).toContain(result.outcome);
    const [image, ...others] = await findImages();
    expect(others).toEqual([]);
    const originals = await listOriginals();
    expect(originals).toHaveLength(1);
    expect(
      createHash("sha256")
        .update(await readFile(originals[0] ?? ""))
        .digest("hex"),
    ).toBe(image?.sha256);
    const files = await library.account.db.query.files.findMany();
    expect(files).toMatchObject([{ sha256: image?.sha256, sizeBytes: 20_000 }]);
  });

  it("keeps nothing that was found of the old bytes when they are replaced in the middle of it", async () => {
    const [wide, narrow] = [await makePicture(300, 3), await makePicture(100, 4)];
    serve("/a.jpg", wide);
    const [first] = await add({ url: address("/a.jpg") });
    const imageId = first?.outcome === "pending" ? first.imageId : "";
    const { ctx } = library;
    const decoder = {
      ...ctx.decoder,
      decode: async (request: Parameters<typeof ctx.decoder.decode>[0]) => {
        const decoded = await ctx.decoder.decode(request);
        serve("/a.jpg", narrow);
        await add({ url: address("/a.jpg") });
        return decoded;
      },
    };
    await ingestImage({ ...ctx, decoder }, { imageId, isLastAttempt: true });
    expect(await findImages()).toMatchObject([{ status: "pending", width: null, sizeBytes: narrow.length }]);
    await process(imageId);
    expect(await findImages()).toMatchObject([{ status: "processed", width: 100 }]);
  });

  it("knows only the actor's own addresses", async () => {
    serve("/a.png", randomPng(5_000));
    await add({ url: address("/a.png") });
    expect(await add({ url: address("/a.png") }, await library.createActor())).toMatchObject([{ outcome: "pending" }]);
    expect(await findImages()).toHaveLength(2);
  });

  it("leaves it in the trash, and says so; deleted by its address for good it comes anew", async () => {
    serve("/a.png", randomPng(5_000));
    await add({ url: address("/a.png") });
    const ctx = { ...library.ctx, actor };
    await deleteImageByUrl(ctx, { url: `${address("/a.png")}#x`, permanent: false });
    expect(await add({ url: address("/a.png") })).toMatchObject([{ outcome: "updated", place: "trash" }]);
    await deleteImageByUrl(ctx, { url: address("/a.png"), permanent: true });
    expect(await listOriginals()).toEqual([]);
    await expect(deleteImageByUrl(ctx, { url: address("/a.png"), permanent: true })).rejects.toMatchObject({ code: "not-found" });
    expect(await add({ url: address("/a.png") })).toMatchObject([{ outcome: "pending" }]);
    const other = { ...library.ctx, actor: await library.createActor() };
    await expect(deleteImageByUrl(other, { url: address("/a.png"), permanent: true })).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("an address whose bytes are here already", () => {
  it("is a duplicate of the picture that came in another way, whose file it never replaces", async () => {
    const bytes = randomPng(5_000);
    const uploaded = await library.receive(actor, bytes);
    serve("/a.png", bytes);
    const id = uploaded.outcome === "created" && uploaded.imageId;
    for (let time = 0; time < 2; time++)
      expect(await add({ url: address("/a.png") })).toMatchObject([
        { outcome: "duplicate", imageId: id, pairs: [{ layer: "bytes", of: id }] },
      ]);
    expect(await findBySourceUrl(library.ctx.db, scopeOf(actor), address("/a.png"))).toBeUndefined();
    serve("/a.png", randomPng(5_000));
    expect(await add({ url: address("/a.png") })).toMatchObject([{ outcome: "pending" }]);
    expect(await findImages()).toHaveLength(2);
  });
});
