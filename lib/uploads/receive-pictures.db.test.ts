import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { sql } from "drizzle-orm";
import sharp from "sharp";
import { v7 as createId } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "../auth/access";
import { emptyDatabase } from "../db/testing";
import { insertSharedCollection } from "../images/testing";
import { ingestImage } from "../ingest/ingest-image";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { receivePictures } from "./receive-pictures";
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
    expect(near.results).toMatchObject([{ outcome: "duplicate", place: "trash", pairs: [{ layer: "view", of: firstId }] }]);
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

it("rejects the newer of two near duplicates in whichever order they are processed", async () => {
  const { results } = await send(
    [
      ["a.jpg", await makePicture(4)],
      ["b.jpg", await makePicture(4, 40)],
    ],
    "onDuplicate=reject",
  );
  const [older = "", newer = ""] = results.map((result) => (result.outcome === "pending" ? result.imageId : ""));
  for (const imageId of [newer, older]) await ingestImage(ctx, { imageId, isLastAttempt: true });
  const rows = await library.account.database.sql`select id, place, trash_reason from images order by id`;
  expect(rows).toEqual([
    { id: older, place: "library", trash_reason: null },
    { id: newer, place: "trash", trash_reason: `near-duplicate-of:${older}` },
  ]);
});

describe("a collection of somebody else", () => {
  const shareWith = async (role: "viewer" | "contributor" | "editor") =>
    insertSharedCollection(library.account.db, await library.createActor(), actor, { role });

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

it("takes no further picture of a long request once its person is disabled", async () => {
  async function* pictures() {
    for (const fileName of ["1.png", "2.png"]) {
      if (fileName === "2.png") await library.account.db.execute(sql`update users set disabled_at = now() where id = ${actor.userId}`);
      yield { fileName, bytes: Readable.from([randomPng(5_000)]) };
    }
  }
  const options = { targetCollection: "default", detectDuplicates: true, onDuplicate: "review", wait: false } as const;
  const results = await receivePictures(ctx, actor, pictures(), options);
  expect(results).toMatchObject([{ outcome: "pending" }, { outcome: "rejected", code: "not-found" }]);
  expect([await countImages(), await listOriginals(), await listIncoming()]).toEqual([1, ["1.png"], []]);
});
