import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import type { ReceiveContext } from "../images/receive-image";
import { replaceOriginal } from "../images/replace-original";
import { insertTestPicture } from "../images/testing";
import { createQueue } from "../queue/pg-boss";
import { createDiskStorage } from "../storage/disk";
import { decideAmong, decideApart } from "./decide-queries";
import { findAllDecided, findDecidedAmong } from "./find-decided";

let account: AccountContext;
let ctx: ReceiveContext;
let actor: Actor;
let ids: string[];

beforeAll(async () => {
  account = await openAccountContext({ FREE_SPACE_RESERVE: "0" });
  const storage = createDiskStorage(account.config);
  await mkdir(storage.incomingDir, { recursive: true });
  ctx = { ...account, storage, queue: await createQueue(account.database.sql, account.log) };
});
beforeEach(async () => {
  actor = await createTestActor(account);
  ids = [];
  for (let index = 0; index < 30; index++) ids.push(await insertTestPicture(ctx, actor, Buffer.from(`picture ${index}`)));
});
afterAll(() => account?.close());

const at = (index: number) => ids[index] ?? "";
const decide = (a: number, b: number, decision: "duplicate" | "alternate" | "not-related") =>
  decideAmong(ctx.db, scopeOf(actor), [at(a)], [at(b)], decision);
const isDecided = async (a: number, b: number) => {
  const near = (await findDecidedAmong(ctx.db, scopeOf(actor), [at(a), at(b)])).has(at(a), at(b));
  expect((await findAllDecided(ctx.db, scopeOf(actor))).has(at(a), at(b))).toBe(near);
  return near;
};
const drawPicture = (background: string) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();

async function replace(index: number, bytes: Uint8Array) {
  const localPath = path.join(ctx.storage.incomingDir, uuidv7());
  await writeFile(localPath, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = { localPath, sizeBytes: bytes.length, sha256, originalName: "other.png", detectDuplicates: true };
  return (await replaceOriginal(ctx, actor, at(index), file)).outcome;
}

test("what was decided about a picture holds for its duplicate after its original is replaced, and no longer for itself", async () => {
  await decide(0, 1, "not-related");
  await decide(2, 1, "duplicate");
  await decide(3, 1, "alternate");
  expect(await replace(1, await drawPicture("red"))).toBe("created");
  expect([await isDecided(0, 2), await isDecided(3, 2)]).toEqual([true, true]);
  expect([await isDecided(0, 1), await isDecided(1, 2), await isDecided(1, 3)]).toEqual([false, false, false]);
  await decide(1, 0, "duplicate");
  expect(await isDecided(1, 2)).toBe(true);
  expect(await replace(1, await drawPicture("blue"))).toBe("created");
  expect([await isDecided(0, 2), await isDecided(1, 2)]).toEqual([true, false]);
});

test("a set of unrelated pictures keeps the duplicate of one whose original is replaced, and lets that one go", async () => {
  await decideApart(ctx.db, scopeOf(actor), ids.slice(0, 25));
  await decide(25, 0, "duplicate");
  expect(await replace(0, await drawPicture("green"))).toBe("created");
  expect([await isDecided(25, 24), await isDecided(1, 24)]).toEqual([true, true]);
  expect([await isDecided(0, 24), await isDecided(0, 25)]).toEqual([false, false]);
});

test("bytes that are refused leave the decisions as they were", async () => {
  await decide(0, 1, "not-related");
  await decide(2, 1, "duplicate");
  expect(await replace(1, Buffer.from("no picture"))).toBe("rejected");
  expect([await isDecided(0, 1), await isDecided(1, 2), await isDecided(0, 2)]).toEqual([true, true, true]);
});
