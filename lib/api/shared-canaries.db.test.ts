import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CanaryPicture, canaryFormats, canaryNumbers, canaryWord, makeCanaryPicture } from "@/e2e/fixtures/canary-pictures";
import { findCanaries, metadataBlocks } from "@/e2e/fixtures/find-canaries";
import type { Actor } from "../auth/access";
import { createCollection } from "../collections/create-collection";
import { getCollection, listCollections } from "../collections/list-collections";
import { archiveImages } from "../images/archive-images";
import { getImage } from "../images/get-image";
import { getOriginal } from "../images/get-original";
import { getThumbnail } from "../images/get-thumbnail";
import { listChanges } from "../images/list-changes";
import { countImages, listImages } from "../images/list-images";
import { imageFilter, listImages as listImagesOperation } from "../images/list-schema";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { searchByText as searchByTextOperation } from "../search/schema";
import { searchByText } from "../search/search-by-text";
import { createLink, updateLink } from "../sharing/change-link";
import { updateSharing } from "../sharing/change-member";
import { downloadShared } from "../sharing/download-shared";
import { getSharedOriginal, getSharedThumbnail } from "../sharing/get-shared-picture";
import { listMembers } from "../sharing/list-members";
import { listSharedImages } from "../sharing/list-shared-images";
import { getShared, openLink } from "../sharing/open-link";
import { createVisitor, openSharing } from "../sharing/testing";
import { toArchiveResponse } from "./archive-response";
import { toByteResponse } from "./byte-response";

const count = 100;
const visitor = createVisitor();
const request = () => new Request("http://localhost/");
let folder: string;
let library: TestLibrary;
let anna: Actor;
let ben: Actor;
let collectionId: string;
let linkId: string;
let token: string;
let pictures: (CanaryPicture & { imageId: string; sha256: string })[];
const as = (actor: Actor) => ({ ...library.ctx, actor });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "magpie-model-"));
  library = await openTestLibrary(folder);
  [anna, ben] = [await library.createActor(), await library.createActor()];
  collectionId = (await createCollection(as(anna), { name: "Journey", tags: [] })).id;
  pictures = [];
  for (let number = 0; number < count; number++) {
    const picture = await makeCanaryPicture(number, canaryFormats[number % canaryFormats.length] ?? "jpeg");
    const more = { originalName: picture.fileName, collectionId, detectDuplicates: false };
    const imageId = await library.add(anna, picture.bytes, more);
    pictures.push({ ...picture, imageId, sha256: (await getImage(as(anna), { imageId })).sha256 ?? "" });
  }
  await openSharing(library.ctx).join(anna, collectionId, ben, "viewer");
  const { link, path: linkPath } = await createLink(as(anna), { collectionId });
  [linkId, token] = [link.id, linkPath.replace("/s/", "")];
});
afterAll(async () => {
  await library.close();
  await rm(folder, { recursive: true, force: true });
});

async function bytesOf(response: Response): Promise<Buffer> {
  const body = Buffer.from(await response.arrayBuffer());
  return Buffer.concat([Buffer.from(JSON.stringify([...response.headers])), body]);
}

const hashes = () => pictures.map(({ sha256 }) => sha256);
const expectClean = (bytes: Uint8Array) => expect(findCanaries(bytes, [...metadataBlocks, ...hashes()])).toEqual([]);
const expectCleanJson = (value: unknown) => expectClean(Buffer.from(JSON.stringify(value)));

/** Pixels and nothing else, as another reader sees it. */
async function expectBare(body: Buffer) {
  const { exif, xmp, iptc, icc, comments } = await sharp(body).metadata();
  expect({ exif, xmp, iptc, comments }).toEqual({ exif: undefined, xmp: undefined, iptc: undefined, comments: undefined });
  if (icc) expectClean(icc);
}

async function expectCleanPicture(response: Response) {
  const copy = response.clone();
  expect(response.status).toBe(200);
  expectClean(await bytesOf(response));
  await expectBare(Buffer.from(await copy.arrayBuffer()));
}

test("the pictures are full of canaries, and their owner sees them", async () => {
  for (const { bytes } of pictures) expect(findCanaries(bytes)).toContain(canaryWord);
  for (const { imageId, fileName, latitude } of pictures) {
    const view = await getImage(as(anna), { imageId });
    expect(view).toMatchObject({ originalName: fileName, position: { latitude: expect.closeTo(latitude, 5) } });
    expect(JSON.stringify(view)).toMatch(/CANARY-SERIAL.*CANARY-KEYWORD|CANARY-KEYWORD.*CANARY-SERIAL/);
    expect(findCanaries(Buffer.from(JSON.stringify(view)))).toContain(canaryNumbers[0]);
  }
  const response = await toByteResponse(request(), await getOriginal(as(anna), { imageId: pictures[0]?.imageId ?? "" }), {
    cacheControl: "no-store",
  });
  expect(findCanaries(await bytesOf(response), metadataBlocks)).toContain(canaryWord);
});

test("no JSON that a viewer gets holds a canary", async () => {
  const list = (more: object) => listImages(as(ben), listImagesOperation.input.parse({ collectionId, limit: 100, ...more }));
  const page = await list({ include: "details" });
  expect(page.images).toHaveLength(count);
  expectCleanJson(page);
  for (const sort of ["taken", "added", "name", "rating", "collection"]) expectCleanJson(await list({ sort, limit: 3 }));
  for (const { imageId } of pictures) expectCleanJson(await getImage(as(ben), { imageId }));
  expectCleanJson(await listCollections(as(ben)));
  expectCleanJson(await getCollection(as(ben), { collectionId }));
  expectCleanJson(await listMembers(as(ben), { collectionId }));
  expectCleanJson(await listChanges(as(ben), { since: "0" }));
});

test("a viewer cannot ask for what they must not know: no filter and no search tells whether it is there", async () => {
  const total = async (actor: Actor, filter: object) =>
    (await countImages(as(actor), imageFilter.parse({ collectionId, ...filter }))).total;
  const asked = [{ tag: "CANARY-KEYWORD-7" }, { camera: "CANARY-MODEL-7" }, { camera: "CANARY-LENS" }, { hasPosition: "true" }];
  for (const filter of asked) {
    expect(await total(anna, filter), JSON.stringify(filter)).toBeGreaterThan(0);
    expect(await total(ben, filter), JSON.stringify(filter)).toBe(0);
  }
  expect(await total(ben, { hasPosition: "false" })).not.toBe(await total(anna, { hasPosition: "false" }));
  for (const q of ["CANARY-NAME-7", "CANARY-KEYWORD-7", "CANARY-DESCRIPTION-7"]) {
    const search = (actor: Actor) => searchByText(as(actor), searchByTextOperation.input.parse({ q, collectionId }));
    expect((await search(ben)).total, q).toBe(0);
  }
  const names = await listImages(as(ben), listImagesOperation.input.parse({ collectionId, sort: "name", limit: 100 }));
  const shown = names.images.map(({ originalName }) => originalName);
  expect(shown).toEqual([...shown].sort());
});

test("no picture that a viewer gets holds a canary", async () => {
  const get = async (imageId: string, size: "small" | "large" | number, format: "jpeg" | "webp" | "avif") =>
    toByteResponse(request(), await getThumbnail(as(ben), { imageId, size, format }), { cacheControl: "no-store" });
  for (const [index, { imageId }] of pictures.entries()) {
    for (const size of ["small", "large"] as const) await expectCleanPicture(await get(imageId, size, "jpeg"));
    await expectCleanPicture(await get(imageId, 2_048, (["jpeg", "webp", "avif"] as const)[index % 3] ?? "jpeg"));
    await expect(getOriginal(as(ben), { imageId })).rejects.toMatchObject({ code: "forbidden" });
  }
  await updateSharing(as(anna), { collectionId, shareOriginals: true });
  for (const { imageId } of pictures)
    await expectCleanPicture(
      await toByteResponse(request(), await getOriginal(as(ben), { imageId }), { cacheControl: "no-store", download: true }),
    );
  expectClean(await bytesOf(toArchiveResponse(await archiveImages(as(ben), { collectionId }))));
  await updateSharing(as(anna), { collectionId, shareOriginals: false });
  expectClean(await bytesOf(toArchiveResponse(await archiveImages(as(ben), { collectionId }))));
});

test("no JSON that a link gives holds a canary", async () => {
  expectCleanJson((await openLink(library.ctx, { token }, visitor)).shared);
  expectCleanJson(await getShared(library.ctx, { token }, visitor));
  const page = await listSharedImages(library.ctx, { token, limit: 100 }, visitor);
  expect(page.images).toHaveLength(count);
  expectCleanJson(page);
});

test("no picture that a link gives holds a canary, whether originals are allowed or not", async () => {
  const ctx = library.ctx;
  for (const { imageId } of pictures) {
    for (const size of ["small", "large", 300] as const)
      await expectCleanPicture(
        await toByteResponse(request(), await getSharedThumbnail(ctx, { token, imageId, size }, visitor), { cacheControl: "no-store" }),
      );
  }
  for (const allowOriginals of [false, true]) {
    await updateLink(as(anna), { linkId, allowOriginals });
    for (const { imageId } of pictures) {
      const picture = await getSharedOriginal(ctx, { token, imageId }, visitor);
      await expectCleanPicture(await toByteResponse(request(), picture, { cacheControl: "no-store", download: true }));
    }
    expectClean(await bytesOf(toArchiveResponse(await downloadShared(ctx, { token }, visitor))));
  }
});

test("a link makes few sizes of a picture, whichever are asked for", async () => {
  const imageId = pictures[0]?.imageId ?? "";
  const tags = new Set<string>();
  for (let size = 64; size <= 2_048; size++) tags.add((await getSharedThumbnail(library.ctx, { token, imageId, size }, visitor)).tag);
  expect(tags.size).toBe(13);
  expect([...tags].at(-1)).toContain("-2048-jpeg-");
});

test("what a link shows that shows details, and gives originals, is what its owner allowed", async () => {
  await updateLink(as(anna), { linkId, allowOriginals: true, showDetails: true });
  const page = await listSharedImages(library.ctx, { token, limit: 1 }, visitor);
  expect(page.images[0]).toMatchObject({ originalName: expect.stringContaining(canaryWord), position: { latitude: expect.any(Number) } });
  const [{ imageId, bytes }] = pictures as [(typeof pictures)[number]];
  const { open, fileName } = await getSharedOriginal(library.ctx, { token, imageId }, visitor);
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await open()).stream) chunks.push(chunk);
  expect([fileName, Buffer.concat(chunks).equals(bytes)]).toEqual([expect.stringContaining(canaryWord), true]);
  expect(JSON.stringify(page)).not.toContain("SERIAL");
});

test("a link that lets nothing be saved gives no picture to keep and no zip", async () => {
  await updateLink(as(anna), { linkId, allowDownload: false });
  const imageId = pictures[0]?.imageId ?? "";
  await expect(getSharedOriginal(library.ctx, { token, imageId }, visitor)).rejects.toMatchObject({ code: "forbidden" });
  await expect(downloadShared(library.ctx, { token }, visitor)).rejects.toMatchObject({ code: "forbidden" });
  expect((await getSharedThumbnail(library.ctx, { token, imageId, size: 300 }, visitor)).contentType).toBe("image/jpeg");
});
