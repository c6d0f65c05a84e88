import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeTinyEncoder } from "@/e2e/fixtures/tiny-encoder";
import { makeShapePicture } from "@/e2e/fixtures/tiny-encoder-picture";
import { type Actor, scopeOf } from "../auth/access";
import { ensureModel, forgetModels } from "../db/embedding-partitions";
import { collections, images, memberships } from "../db/schema/images";
import { emptyDatabase } from "../db/testing";
import { ingestImage } from "../ingest/ingest-image";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { findNearDuplicates } from "./find-near-duplicates";
import { listHeldImages } from "./list-held-images";
import { reopenHeldImage } from "./reopen-held-image";
import { resolveHeldImage } from "./resolve-held-image";

let modelDir: string;
let library: TestLibrary;
let actor: Actor;
let original: Buffer;
let resized: Buffer;

beforeAll(async () => {
  modelDir = await mkdtemp(path.join(os.tmpdir(), "magpie-model-"));
  await writeTinyEncoder(modelDir);
  library = await openTestLibrary(modelDir);
  original = await makeShapePicture({ colour: "red", shape: "circle", seed: 7 });
  resized = await sharp(original).resize(320).jpeg({ quality: 70 }).toBuffer();
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

const placeOf = async (imageId: string) =>
  (await library.account.db.query.images.findFirst({ where: (rows, { eq: equals }) => equals(rows.id, imageId) }))?.place;
const listPairs = () => library.account.db.query.duplicatePairs.findMany();
const acting = () => ({ ...library.ctx, actor });
async function held() {
  return (await listHeldImages(acting(), { limit: 20 })).held.map(({ image, twins }) => ({
    id: image.id,
    twins: twins.map((twin) => ({ id: twin.image.id, layer: twin.layer, distance: twin.distance })),
  }));
}
/** An original and its held near duplicate. */
async function addTwins() {
  return { first: await library.add(actor, original), second: await library.add(actor, resized) };
}

describe("near duplicates", () => {
  it("holds a resized copy, and says which picture it repeats, by which layer and how near", async () => {
    const { first, second } = await addTwins();
    expect([await placeOf(first), await placeOf(second)]).toEqual(["library", "held"]);
    const [found] = await held();
    expect(found?.id).toBe(second);
    expect(found?.twins[0]).toMatchObject({ id: first, layer: "perceptual" });
    expect(found?.twins[0]?.distance).toBeLessThanOrEqual(30);
    const details = await listHeldImages(acting(), { limit: 20, include: "details" });
    expect(details.held).toMatchObject([
      { image: { id: second, metadata: {} }, twins: [{ image: { id: first, url: null, metadata: {} } }] },
    ]);
    const similar = (await listPairs()).find((pair) => pair.layer === "embedding");
    expect(similar).toMatchObject({ imageId: second, ofImageId: first, verdict: "similar" });
    expect(similar?.distance).toBeGreaterThan(0.95);
  });

  it("leaves another picture of the same thing alone", async () => {
    const first = await library.add(actor, original);
    const second = await library.add(actor, await makeShapePicture({ colour: "red", shape: "circle", seed: 8 }));
    expect([await placeOf(first), await placeOf(second)]).toEqual(["library", "library"]);
  });

  it("holds nothing where detection is off, but keeps the evidence", async () => {
    const first = await library.add(actor, original);
    const second = await library.add(actor, resized, { detectDuplicates: false });
    const equal = await library.add(actor, original, { detectDuplicates: false });
    expect(await Promise.all([first, second, equal].map(placeOf))).toEqual(["library", "library", "library"]);
    expect((await listPairs()).filter((pair) => pair.layer === "bytes")).toMatchObject([{ imageId: equal, ofImageId: first, distance: 0 }]);
  });

  it("holds what is only similar, and refuses it only for who asked for that", async () => {
    const config = { ...library.ctx.config, duplicates: { ...library.ctx.config.duplicates, similarityMin: 0.3 } };
    const first = await library.add(actor, original);
    const addSimilar = async (seed: number, onDuplicate: "review" | "reject" | "reject-similar") => {
      const result = await library.receive(actor, await makeShapePicture({ colour: "red", shape: "circle", seed }), { onDuplicate });
      const imageId = result.outcome === "created" ? result.imageId : "";
      await ingestImage({ ...library.ctx, config }, { imageId, isLastAttempt: true });
      const pairs = (await listPairs()).filter((pair) => pair.imageId === imageId && pair.ofImageId === first);
      return [await placeOf(imageId), ...pairs.map(({ layer, verdict }) => `${layer} ${verdict}`)];
    };
    expect(await addSimilar(8, "review")).toEqual(["held", "embedding similar"]);
    expect(await addSimilar(9, "reject")).toEqual(["held", "embedding similar"]);
    expect(await addSimilar(10, "reject-similar")).toEqual(["trash", "embedding similar"]);
    const copy = await library.add(actor, resized, { onDuplicate: "reject" });
    expect(await placeOf(copy)).toBe("trash");
  });

  it("withdraws what stricter settings would not find when a picture is looked at again, but no reason of what is held", async () => {
    const first = await library.add(actor, original);
    const second = await library.add(actor, resized, { detectDuplicates: false });
    const third = await library.add(actor, await sharp(original).resize(300).png().toBuffer());
    const { db } = library.account;
    const again = async (duplicates: Partial<typeof library.ctx.config.duplicates>) => {
      await db.execute(sql`update images set step_versions = step_versions - 'duplicates'`);
      const config = { ...library.ctx.config, duplicates: { ...library.ctx.config.duplicates, ...duplicates } };
      await ingestImage({ ...library.ctx, config }, { imageId: first, isLastAttempt: true });
      const pairs = await listPairs();
      const layers = (newer: string) =>
        pairs.filter(({ imageId, ofImageId }) => imageId === newer && ofImageId === first).map(({ layer }) => layer);
      return [layers(second).sort(), layers(third).sort()];
    };
    expect(await again({})).toEqual([
      ["embedding", "perceptual"],
      ["embedding", "perceptual"],
    ]);
    expect(await again({ hammingMax: -1 })).toEqual([
      ["embedding", "view"],
      ["embedding", "perceptual", "view"],
    ]);
    expect(await again({ similarityMin: 2 })).toEqual([
      ["perceptual", "view"],
      ["embedding", "perceptual", "view"],
    ]);
  });

  it("never brings up what was decided, embedded once more or by another model", async () => {
    const { first, second } = await addTwins();
    await resolveHeldImage(acting(), { imageId: second, choice: "keep-both" });
    const third = await library.add(actor, await sharp(original).resize(300).png().toBuffer());
    await resolveHeldImage(acting(), { imageId: third, choice: "discard" });
    await library.account.db.update(images).set({ place: "library" }).where(eq(images.id, third));
    const { db } = library.account;
    await db.execute(sql`delete from duplicate_pairs`);
    await db.execute(sql`delete from embeddings`);
    await db.execute(sql`update images set status = 'pending', step_versions = '{}'`);
    for (const imageId of [first, second, third]) await ingestImage(library.ctx, { imageId, isLastAttempt: true });
    expect(await listPairs()).toEqual([]);
    expect(await Promise.all([first, second, third].map(placeOf))).toEqual(["library", "library", "library"]);

    await ensureModel(db, { id: "another", dimension: 3 }, library.ctx.config.database.kind);
    const embed = (imageId: string) =>
      db.execute(
        sql`insert into embeddings (owner_id, model_id, image_id, embedding) values (${actor.userId}, 'another', ${imageId}, '[1,0,0]')`,
      );
    const look = (imageId: string) =>
      findNearDuplicates(library.ctx, scopeOf(actor), { id: imageId }, { modelId: "another", similarityMin: 0.9 });
    for (const imageId of [first, second, third]) await embed(imageId);
    for (const imageId of [first, second, third]) await look(imageId);
    expect(await listPairs()).toEqual([]);
    const other = await library.add(actor, await makeShapePicture({ colour: "blue", shape: "square", seed: 11 }));
    await embed(other);
    await look(other);
    expect((await listPairs()).map(({ imageId, layer }) => [imageId, layer])).toEqual(Array(3).fill([other, "embedding"]));
  });

  it("knows no pictures of another person", async () => {
    await library.add(await library.createActor(), original);
    expect(await placeOf(await library.add(actor, resized))).toBe("library");
    expect(await listPairs()).toEqual([]);
  });

  it("takes no picture of the trash for an original", async () => {
    const first = await library.add(actor, original);
    await library.account.db.update(images).set({ place: "trash" }).where(eq(images.id, first));
    expect(await placeOf(await library.add(actor, resized))).toBe("library");
  });

  it("holds exactly the newer one of two that are processed at the same moment, in either order", async () => {
    for (let round = 0; round < 6; round++) {
      const owner = await library.createActor();
      const received = [await library.receive(owner, original), await library.receive(owner, resized)];
      const ids = received.map((result) => (result.outcome === "created" ? result.imageId : ""));
      const order = round % 2 === 0 ? ids : ids.toReversed();
      if (round < 4) await Promise.all(order.map((imageId) => ingestImage(library.ctx, { imageId, isLastAttempt: false })));
      else for (const imageId of order) await ingestImage(library.ctx, { imageId, isLastAttempt: false });
      expect(await Promise.all(ids.map(placeOf))).toEqual(["library", "held"]);
    }
  });

  it("takes no picture away that was processed before", async () => {
    const { second } = await addTwins();
    await library.account.db.update(images).set({ place: "library", stepVersions: {} }).where(eq(images.id, second));
    await ingestImage(library.ctx, { imageId: second, isLastAttempt: false });
    expect(await placeOf(second)).toBe("library");
  });
});

describe("the choice about a held picture", () => {
  it("keeps both, and does not bring the two up again; undo holds it again", async () => {
    const { first, second } = await addTwins();
    await resolveHeldImage(acting(), { imageId: second, choice: "keep-both" });
    expect([await placeOf(first), await placeOf(second)]).toEqual(["library", "library"]);
    await library.account.db.update(images).set({ status: "pending", stepVersions: {} }).where(eq(images.id, second));
    await ingestImage(library.ctx, { imageId: second, isLastAttempt: false });
    expect(await placeOf(second)).toBe("library");
    await reopenHeldImage(acting(), { imageId: second });
    expect(await held()).toMatchObject([{ id: second }]);
  });

  it("keeps the new one with the collections and the favourite mark of the old one; undo gives them back", async () => {
    const { first, second } = await addTwins();
    const holiday = "01900000-0000-7000-8000-000000000001";
    await library.account.db.insert(collections).values({ id: holiday, ownerId: actor.userId, name: "Holiday" });
    await library.account.db.insert(memberships).values({ collectionId: holiday, imageId: first });
    await library.account.db.update(images).set({ favourite: true }).where(eq(images.id, first));
    const state = async () => ({
      places: [await placeOf(first), await placeOf(second)],
      favourite: (await library.account.db.query.images.findFirst({ where: (rows, { eq: equals }) => equals(rows.id, second) }))?.favourite,
      inHoliday: (await library.account.db.query.memberships.findMany()).some(
        (row) => row.collectionId === holiday && row.imageId === second,
      ),
    });
    expect(await resolveHeldImage(acting(), { imageId: second, choice: "keep-new" })).toEqual({ imageId: second, trashedIds: [first] });
    expect(await state()).toEqual({ places: ["trash", "library"], favourite: true, inHoliday: true });
    await reopenHeldImage(acting(), { imageId: second });
    expect(await state()).toEqual({ places: ["library", "held"], favourite: false, inHoliday: false });
  });

  it("discards into the trash; undo holds it again", async () => {
    const { first, second } = await addTwins();
    expect(await resolveHeldImage(acting(), { imageId: second, choice: "discard" })).toEqual({ imageId: second, trashedIds: [second] });
    expect([await placeOf(first), await placeOf(second)]).toEqual(["library", "trash"]);
    await reopenHeldImage(acting(), { imageId: second });
    expect(await placeOf(second)).toBe("held");
  });

  it("is made once, by its person only", async () => {
    const { second } = await addTwins();
    const stranger = { ...library.ctx, actor: await library.createActor() };
    await expect(resolveHeldImage(stranger, { imageId: second, choice: "discard" })).rejects.toMatchObject({ code: "not-found" });
    await expect(reopenHeldImage(stranger, { imageId: second })).rejects.toMatchObject({ code: "not-found" });
    expect((await listHeldImages(stranger, { limit: 20 })).total).toBe(0);
    await resolveHeldImage(acting(), { imageId: second, choice: "discard" });
    await expect(resolveHeldImage(acting(), { imageId: second, choice: "keep-new" })).rejects.toMatchObject({ code: "conflict" });
  });

  it("is asked for page by page, oldest first", async () => {
    const { second } = await addTwins();
    const third = await library.add(actor, await sharp(original).resize(500).jpeg({ quality: 60 }).toBuffer());
    const firstPage = await listHeldImages(acting(), { limit: 1 });
    expect([firstPage.held[0]?.image.id, firstPage.total]).toEqual([second, 2]);
    const nextPage = await listHeldImages(acting(), { limit: 1, cursor: firstPage.nextCursor ?? "" });
    expect([nextPage.held[0]?.image.id, nextPage.nextCursor]).toEqual([third, null]);
    await expect(listHeldImages(acting(), { limit: 1, cursor: "x" })).rejects.toMatchObject({ code: "invalid-input" });
  });
});
