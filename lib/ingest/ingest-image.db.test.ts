import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { tinyDimension, writeTinyEncoder } from "@/e2e/fixtures/tiny-encoder";
import { makeShapePicture } from "@/e2e/fixtures/tiny-encoder-picture";
import type { Actor } from "../auth/access";
import { forgetModels } from "../db/embedding-partitions";
import { emptyDatabase } from "../db/testing";
import { findSearchModel } from "../inference/model-store";
import { enqueueStaleImages } from "./enqueue-stale-images";
import { getProcessing } from "./get-processing";
import { currentVersions, ingestImage, stepVersions } from "./ingest-image";
import { retryProcessing } from "./retry-processing";
import { openTestLibrary, type TestLibrary } from "./testing";

let modelDir: string;
let library: TestLibrary;
let actor: Actor;

beforeAll(async () => {
  modelDir = await mkdtemp(path.join(os.tmpdir(), "magpie-model-"));
  await writeTinyEncoder(modelDir);
  library = await openTestLibrary(modelDir);
});
beforeEach(async () => {
  await emptyDatabase(library.account.database);
  forgetModels();
  actor = await library.createActor();
});
afterAll(async () => {
  await library.close();
  await rm(modelDir, { recursive: true, force: true });
});

const getImage = async (imageId: string) => {
  const image = await library.account.db.query.images.findFirst({ where: (images, { eq }) => eq(images.id, imageId) });
  if (!image) throw new Error("no such image");
  return image;
};
const listEmbeddings = () =>
  library.account.db.execute<{ dimension: number }>(sql`select vector_dims(embedding) as dimension from embeddings`);
const modelId = async () => {
  const found = await findSearchModel(library.ctx.config);
  return found.status === "ready" ? found.model.id : "";
};

describe("ingest", () => {
  it("makes everything that is kept of a picture, with a single decode", async () => {
    const picture = await sharp(await makeShapePicture({ colour: "red", shape: "circle" }))
      .withExif({ IFD0: { Make: "Canon", Model: "R5" }, IFD2: { DateTimeOriginal: "2021:06:05 10:11:12" } })
      .jpeg()
      .toBuffer();
    const imageId = await library.add(actor, picture, { originalName: "Red circle.jpg" });
    const image = await getImage(imageId);
    expect(image).toMatchObject({
      status: "processed",
      place: "library",
      width: 640,
      height: 480,
      frames: 1,
      processingSince: null,
      cameraMake: "Canon",
      takenSource: "exif",
      takenDay: "2021-06-05",
    });
    const found = await findSearchModel(library.ctx.config);
    expect(image.stepVersions).toEqual(currentVersions(found.status === "ready" ? found.model : undefined));
    expect(image.thumbhash?.length).toBeGreaterThan(10);
    expect(await library.ctx.storage.exists(`derived/${imageId}/small.jpg`)).toBe(true);
    expect(await library.ctx.storage.exists(`derived/${imageId}/large.jpg`)).toBe(true);
    expect(await library.account.db.query.perceptualHashes.findMany()).toHaveLength(1);
    expect(await listEmbeddings()).toEqual([{ dimension: tinyDimension }]);
  });

  it("runs only the steps whose version is not the current one", async () => {
    const imageId = await library.add(actor, await makeShapePicture({ colour: "red", shape: "circle" }));
    const again = await ingestImage(library.ctx, { imageId, isLastAttempt: false });
    expect(Object.keys(again.timingsMs).filter((name) => name.startsWith("decoder."))).toEqual([]);
    await library.account.db.execute(sql`update images set width = 1, step_versions = step_versions || '{"exif": 0}'`);
    await library.ctx.storage.removeFolder(`derived/${imageId}`);
    const exifOnly = await ingestImage(library.ctx, { imageId, isLastAttempt: false });
    expect(exifOnly.timingsMs).not.toHaveProperty("decoder.thumbnails");
    expect(exifOnly.timingsMs).not.toHaveProperty("decoder.tensor");
    expect(await library.ctx.storage.exists(`derived/${imageId}/small.jpg`)).toBe(false);
    expect((await getImage(imageId)).stepVersions.exif).toBe(stepVersions.exif);
  });

  it("makes everything again when the pixels are decoded otherwise", async () => {
    const imageId = await library.add(actor, await makeShapePicture({ colour: "red", shape: "circle" }));
    await library.account.db.execute(sql`update images set step_versions = step_versions || '{"decode": 0}'`);
    expect((await enqueueStaleImages(library.ctx, imageId)).count).toBe(0);
    expect((await enqueueStaleImages(library.ctx)).count).toBe(1);
    const { timingsMs } = await ingestImage(library.ctx, { imageId, isLastAttempt: false });
    expect(timingsMs).toHaveProperty("decoder.thumbnails");
    expect(timingsMs).toHaveProperty("decoder.tensor");
    expect((await enqueueStaleImages(library.ctx)).count).toBe(0);
  });

  it("ends a broken picture as failed with a reason, and processes it again by hand", async () => {
    const whole = await makeShapePicture({ colour: "blue", shape: "square" });
    const result = await library.receive(actor, whole.subarray(0, 200));
    const imageId = result.outcome === "created" ? result.imageId : "";
    expect((await ingestImage(library.ctx, { imageId, isLastAttempt: false })).outcome).toBe("failed");
    const failed = await getImage(imageId);
    expect(failed).toMatchObject({ status: "failed", processingSince: null });
    expect(failed.failureReason).toMatch(/^[A-Z].+\.$/);
    const state = await getProcessing({ ...library.ctx, actor });
    expect([state.counts.failed, state.failed.map((tile) => tile.id)]).toEqual([1, [imageId]]);

    for (const job of await library.ctx.queue.take("ingest-image", 5)) await library.ctx.queue.complete(job);
    expect(await retryProcessing({ ...library.ctx, actor }, {})).toEqual({ count: 1 });
    expect((await getImage(imageId)).status).toBe("pending");
    expect(await library.ctx.queue.take("ingest-image", 5)).toHaveLength(1);
    const file = await library.account.db.query.files.findFirst({ where: (files, { eq }) => eq(files.imageId, imageId) });
    await library.ctx.storage.write(file?.storageKey ?? "", whole);
    expect((await ingestImage(library.ctx, { imageId, isLastAttempt: false })).outcome).toBe("processed");
    expect(await getImage(imageId)).toMatchObject({ status: "processed", failureReason: null });
  });

  it("retries nobody else's failed pictures", async () => {
    const result = await library.receive(actor, (await makeShapePicture({ colour: "blue", shape: "square" })).subarray(0, 200));
    const imageId = result.outcome === "created" ? result.imageId : "";
    await ingestImage(library.ctx, { imageId, isLastAttempt: false });
    const other = await library.createActor();
    expect(await retryProcessing({ ...library.ctx, actor: other }, {})).toEqual({ count: 0 });
    await expect(retryProcessing({ ...library.ctx, actor: other }, { imageIds: [imageId] })).rejects.toMatchObject({ code: "not-found" });
  });

  it("says that the original is gone", async () => {
    const result = await library.receive(actor, await makeShapePicture({ colour: "blue", shape: "square" }));
    const imageId = result.outcome === "created" ? result.imageId : "";
    await library.ctx.storage.removeFolder(`collections/${actor.userId}`);
    expect((await ingestImage(library.ctx, { imageId, isLastAttempt: false })).outcome).toBe("failed");
  });

  it("does nothing for an image that was deleted", async () => {
    const imageId = "01900000-0000-7000-8000-000000000000";
    expect((await ingestImage(library.ctx, { imageId, isLastAttempt: false })).outcome).toBe("gone");
  });

  it("processes without a model, says what waits, and embeds it when the model has come", async () => {
    await rm(path.join(modelDir, "onnx"), { recursive: true });
    const imageId = await library.add(actor, await makeShapePicture({ colour: "green", shape: "triangle" }));
    expect((await getImage(imageId)).status).toBe("processed");
    expect((await getProcessing({ ...library.ctx, actor })).counts).toMatchObject({ processed: 1, withoutEmbedding: 1 });
    expect((await enqueueStaleImages(library.ctx)).count).toBe(0);

    await writeTinyEncoder(modelDir);
    for (const job of await library.ctx.queue.take("ingest-image", 5)) await library.ctx.queue.complete(job);
    expect((await enqueueStaleImages(library.ctx)).count).toBe(1);
    const { timingsMs } = await ingestImage(library.ctx, { imageId, isLastAttempt: false });
    expect(timingsMs).not.toHaveProperty("decoder.thumbnails");
    expect(await listEmbeddings()).toHaveLength(1);
    expect((await getProcessing({ ...library.ctx, actor })).counts).toMatchObject({ processed: 1, withoutEmbedding: 0 });
    expect((await enqueueStaleImages(library.ctx)).count).toBe(0);
  });

  it("lets the embedding wait while inference is away", async () => {
    const away = { ...library.ctx.inference, getMetadata: () => library.ctx.inference.getMetadata("no-such-model") };
    const result = await library.receive(actor, await makeShapePicture({ colour: "green", shape: "triangle" }));
    const imageId = result.outcome === "created" ? result.imageId : "";
    const ingested = await ingestImage({ ...library.ctx, inference: away }, { imageId, isLastAttempt: false });
    expect(ingested).toMatchObject({ outcome: "processed", embeddingWaits: true });
    expect((await enqueueStaleImages(library.ctx)).count).toBe(1);
  });

  it("records that a picture has no embedding, so that it is not tried for ever", async () => {
    const grey = await sharp({ create: { width: 64, height: 64, channels: 3, background: "#000" } })
      .png()
      .toBuffer();
    const imageId = await library.add(actor, grey);
    const step = `embedding/${await modelId()}`;
    expect((await getImage(imageId)).stepVersions[step]).toBe(stepVersions.embedding);
    expect((await enqueueStaleImages(library.ctx)).count).toBe(0);
  });
});
