import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { readConfig } from "../config";
import type { Context } from "../context/context";
import { openTestDecoder } from "../imaging/testing";
import { createDiskStorage } from "../storage/disk";
import { inspectFile } from "./inspect-file";
import { inspectFile as operation } from "./schema";

let dir: string;
let ctx: Pick<Context, "storage" | "config" | "decoder">;
const admin: Actor = { userId: "01a1fd4d-9715-72bd-9691-e3bf91761ea4", role: "administrator", sessionId: null, scopes: ["admin"] };

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-inspect-"));
  const config = readConfig({ DATA_DIR: dir, FREE_SPACE_RESERVE: "0" });
  ctx = { config, storage: createDiskStorage(config), decoder: openTestDecoder() };
  await mkdir(ctx.storage.incomingDir, { recursive: true });
});
afterAll(async () => {
  await ctx.decoder.close();
  await rm(dir, { recursive: true, force: true });
});

async function* chunked(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}
const inspect = async (bytes: Buffer, actor = admin) => operation.output.parse(await inspectFile(ctx, actor, chunked(bytes)));

test("a picture is told by its type, pixels, EXIF and hashes, with times, and nothing is kept", async () => {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: "black", noise } })
    .withExif({ IFD0: { Make: "Canon" } })
    .jpeg()
    .toBuffer();
  const found = await inspect(picture);
  expect(found).toMatchObject({ sizeBytes: picture.length, contentType: "image/jpeg", width: 60, height: 40, frames: 1, failure: null });
  expect(found.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(found.exif).toMatchObject({ cameraMake: "Canon" });
  expect(found.perceptualHash?.hash64).toMatch(/^[01]{64}$/);
  expect(found.timingsMs).toMatchObject({ receive: expect.any(Number), decode: expect.any(Number), total: expect.any(Number) });
  expect(await readdir(dir, { recursive: true })).toEqual(["incoming"]);
});

test("what is no picture, or none any more, is told with its reason", async () => {
  const jpeg = await sharp({ create: { width: 600, height: 400, channels: 3, background: "red" } })
    .jpeg()
    .toBuffer();
  expect(await inspect(Buffer.from("%PDF-1.7"))).toMatchObject({ contentType: null, failure: { code: "type-not-allowed" }, width: null });
  expect(await inspect(jpeg.subarray(0, 700))).toMatchObject({ contentType: "image/jpeg", failure: { code: "undecodable" } });
  await expect(inspect(Buffer.alloc(0))).rejects.toMatchObject({ code: "undecodable" });
  expect(await readdir(ctx.storage.incomingDir)).toEqual([]);
});

test("it is for administrators", async () => {
  await expect(inspect(Buffer.from("x"), { ...admin, role: "member" })).rejects.toMatchObject({ code: "forbidden" });
});
