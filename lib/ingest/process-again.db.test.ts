import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { writeTinyEncoder } from "@/e2e/fixtures/tiny-encoder";
import { makeShapePicture } from "@/e2e/fixtures/tiny-encoder-picture";
import type { Actor } from "../auth/access";
import { createCollection } from "../collections/create-collection";
import { forgetModels } from "../db/embedding-partitions";
import { emptyDatabase } from "../db/testing";
import { limits } from "../limits";
import { enqueueStaleImages } from "./enqueue-stale-images";
import { getProcessing } from "./get-processing";
import { ingestImage } from "./ingest-image";
import { listFailedImages } from "./list-failed-images";
import { goOnProcessingAgain, processAgain, scanForDuplicates } from "./process-again";
import { processAgain as operation } from "./schema";
import { openTestLibrary, type TestLibrary } from "./testing";

let modelDir: string;
let library: TestLibrary;
let actor: Actor;
let red: string;
let blue: string;

beforeAll(async () => {
  modelDir = await mkdtemp(path.join(os.tmpdir(), "magpie-model-"));
  await writeTinyEncoder(modelDir);
  library = await openTestLibrary(modelDir);
});
beforeEach(async () => {
  await emptyDatabase(library.account.database);
  forgetModels();
  actor = await library.createActor();
  red = await library.add(actor, await makeShapePicture({ colour: "red", shape: "circle" }));
  blue = await library.add(actor, await makeShapePicture({ colour: "blue", shape: "square", seed: 2 }));
  await takeJobs();
});
afterAll(async () => {
  await library.close();
  await rm(modelDir, { recursive: true, force: true });
});

const acting = () => ({ ...library.ctx, actor });
const again = (input: unknown, by = actor) => processAgain({ ...library.ctx, actor: by }, operation.input.parse(input));
async function takeJobs(): Promise<string[]> {
  const jobs = await library.ctx.queue.take("ingest-image", 10);
  for (const job of jobs) await library.ctx.queue.complete(job);
  return jobs.map((job) => job.data.imageId).sort();
}
const stepsOf = async (imageId: string) =>
  Object.keys((await library.account.db.query.images.findFirst({ where: (images, { eq }) => eq(images.id, imageId) }))?.stepVersions ?? {});

test("a step runs again for a selection, and nothing else does", async () => {
  expect(await again({ steps: ["exif"], imageIds: [red] })).toEqual({ count: 1 });
  expect(await takeJobs()).toEqual([red]);
  expect(await stepsOf(red)).not.toContain("exif");
  expect(await stepsOf(blue)).toContain("exif");
  const { timingsMs } = await ingestImage(library.ctx, { imageId: red, isLastAttempt: false });
  expect(Object.keys(timingsMs)).toContain("decoder.exif");
  expect(Object.keys(timingsMs)).not.toContain("decoder.thumbnails");
  expect(await stepsOf(red)).toContain("exif");
});

test("embeddings of every model are forgotten and made again", async () => {
  const before = await stepsOf(red);
  expect(await again({ steps: ["embedding", "thumbnails"], all: true })).toEqual({ count: 2 });
  expect(await takeJobs()).toEqual([red, blue].sort());
  expect((await stepsOf(red)).filter((step) => step.startsWith("embedding") || step === "thumbnails")).toEqual([]);
  await ingestImage(library.ctx, { imageId: red, isLastAttempt: false });
  expect((await stepsOf(red)).sort()).toEqual(before.sort());
});

test("a collection is scanned for duplicates again, and no picture is taken away", async () => {
  const { id } = await createCollection(acting(), { name: "Trip", tags: [], imageIds: [red] });
  expect(await scanForDuplicates(acting(), { collectionId: id })).toEqual({ count: 1 });
  expect(await takeJobs()).toEqual([red]);
  const outdated = async () => (await getProcessing(acting())).counts.outdated;
  expect(await scanForDuplicates(acting(), {})).toEqual({ count: 2 });
  expect(await outdated()).toBe(2);
  const [first, second] = await takeJobs();
  await ingestImage(library.ctx, { imageId: first ?? "", isLastAttempt: false });
  expect(await outdated()).toBe(1);
  // A scan whose job was lost goes on where it was.
  expect(await enqueueStaleImages(library.ctx)).toEqual({ count: 1 });
  expect(await takeJobs()).toEqual([second]);
  await ingestImage(library.ctx, { imageId: second ?? "", isLastAttempt: false });
  expect(await outdated()).toBe(0);
  const places = await library.account.db.execute<{ place: string }>(sql`select distinct place from images`);
  expect([...places]).toEqual([{ place: "library" }]);
});

test("a scan of more pictures than one request sees to goes on in the background, also when the worker stops in between", async () => {
  const { queue } = library.ctx;
  const scan = async () => (await scanForDuplicates(acting(), {})).count;
  await library.account.db.execute(sql`
    insert into images (id, owner_id, home_collection_id, original_name, sha256, size_bytes, content_type, taken_local, taken_source, step_versions)
    select ('0199' || lpad(to_hex(n), 28, '0'))::uuid, owner_id, home_collection_id, 'a', 'many' || n, 1, 'image/png', '2024-01-01', 'added', '{"duplicates": 1}'
    from images, generate_series(1, ${limits.page.bulkIdsMax * 2}) as n where id = ${red}`);
  const countForgotten = async () => {
    const [row] = await library.account.db.execute<{ count: number }>(
      sql`select count(*)::int as count from images where not step_versions ? 'duplicates'`,
    );
    return row?.count;
  };
  const all = limits.page.bulkIdsMax * 2 + 2;
  expect(await scan()).toBe(all);
  expect(await countForgotten()).toBe(limits.page.bulkIdsMax);
  // Asked for twice at once it is one job.
  expect(await scan()).toBe(all);
  for (let part = 2; part <= 3; part++) {
    const jobs = await queue.take("process-again", 10);
    expect(jobs).toHaveLength(1);
    await queue.releaseTaken();
    for (const job of await queue.take("process-again", 10)) {
      await goOnProcessingAgain(library.ctx, job.data);
      await queue.complete(job);
    }
    expect(await countForgotten()).toBe(Math.min(part * limits.page.bulkIdsMax, all));
  }
  expect(await queue.take("process-again", 10)).toEqual([]);
  const [row] = await library.account.db.execute<{ count: number }>(
    sql`select count(*)::int as count from pgboss.job where name = 'ingest-image'`,
  );
  expect(row?.count).toBe(all);
  expect(await scanForDuplicates({ ...library.ctx, actor: await library.createActor() }, {})).toEqual({ count: 0 });
});

test("exactly one choice of images is wanted, and only one's own", async () => {
  for (const input of [{ steps: ["exif"] }, { steps: ["exif"], all: true, imageIds: [red] }])
    await expect(again(input)).rejects.toMatchObject({ code: "invalid-input" });
  const other = await library.createActor();
  const { id } = await createCollection(acting(), { name: "Mine", tags: [], imageIds: [red] });
  await expect(again({ steps: ["exif"], imageIds: [red] }, other)).rejects.toMatchObject({ code: "not-found" });
  await expect(again({ steps: ["exif"], collectionId: id }, other)).rejects.toMatchObject({ code: "not-found" });
  expect(await again({ steps: ["exif"], all: true }, other)).toEqual({ count: 0 });
  expect(await takeJobs()).toEqual([]);
});

test("failed pictures are listed page by page with the reason, and wait again when asked", async () => {
  const whole = await makeShapePicture({ colour: "green", shape: "triangle" });
  const failed: string[] = [];
  for (const length of [200, 210]) {
    const result = await library.receive(actor, whole.subarray(0, length));
    failed.push(result.outcome === "created" ? result.imageId : "");
    await ingestImage(library.ctx, { imageId: failed.at(-1) ?? "", isLastAttempt: false });
  }
  await takeJobs();
  const first = await listFailedImages(acting(), { page: 1, limit: 1 });
  expect(first).toMatchObject({ page: 1, total: 2, images: [{ id: failed[1], failureReason: expect.stringMatching(/^[A-Z].+\.$/) }] });
  expect((await listFailedImages(acting(), { page: 2, limit: 1 })).images.map(({ id }) => id)).toEqual([failed[0]]);
  expect((await listFailedImages({ ...library.ctx, actor: await library.createActor() }, { page: 1, limit: 5 })).total).toBe(0);

  expect(await again({ steps: ["decode"], imageIds: failed })).toEqual({ count: 2 });
  expect((await listFailedImages(acting(), { page: 1, limit: 5 })).total).toBe(0);
  expect(await takeJobs()).toEqual([...failed].sort());
});

test("what is added while a whole library is looked through comes before it; what a person names waits for nothing", async () => {
  const nextJobs = async (count: number) => (await library.ctx.queue.take("ingest-image", count)).map((job) => job.data.imageId);
  await again({ steps: ["exif"], all: true });
  const green = await library.add(actor, await makeShapePicture({ colour: "green", shape: "circle", seed: 3 }));
  expect(await nextJobs(1)).toEqual([green]);
  // Those of one scan wait in no order among themselves.
  await again({ steps: ["exif"], imageIds: [blue] });
  expect(await nextJobs(1)).toEqual([blue]);
  await again({ steps: ["exif"], imageIds: [green] });
  expect(await nextJobs(2)).toEqual([green, red]);
});
