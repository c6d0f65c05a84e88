import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { emptyDatabase } from "../db/testing";
import { deleteImage } from "./delete-image";
import { deleteImages } from "./delete-images";
import { insertSharedCollection, insertTestPicture, openPictureContext, type PictureTestContext } from "./testing";
import { thumbnailKey } from "./thumbnail-key";
import { restoreImages, trashImages } from "./trash-images";

let ctx: PictureTestContext;
let nina: Actor;
let olaf: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });

beforeAll(async () => {
  ctx = await openPictureContext();
});
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  nina = await createTestActor(ctx);
  olaf = await createTestActor(ctx);
});
afterAll(() => ctx.close());

const bytes = Buffer.from("bytes");
const keyOf = (id: string) => `collections/${nina.userId}/test/${id}`;
const findPlace = async (id: string) => (await ctx.db.query.images.findFirst({ where: (row, { eq }) => eq(row.id, id) }))?.place;

describe("deleting an image", () => {
  it("moves it to the trash, again and again, and restoring brings it back", async () => {
    const imageId = await insertTestPicture(ctx, nina, bytes);
    for (let time = 0; time < 2; time++) await deleteImage(as(nina), { imageId, permanent: false });
    expect(await findPlace(imageId)).toBe("trash");
    expect(await ctx.storage.exists(keyOf(imageId))).toBe(true);
    await restoreImages(as(nina), { imageIds: [imageId] });
    expect(await findPlace(imageId)).toBe("library");
  });

  it.each(["library", "held", "trash"] as const)("for good takes it from the %s, with all its files", async (place) => {
    const imageId = await insertTestPicture(ctx, nina, bytes, { place });
    const kept = await insertTestPicture(ctx, nina, bytes);
    await ctx.storage.write(thumbnailKey(imageId, "small"), bytes);
    await deleteImage(as(nina), { imageId, permanent: true });
    expect(await findPlace(imageId)).toBeUndefined();
    for (const key of [keyOf(imageId), thumbnailKey(imageId, "small")]) expect(await ctx.storage.exists(key)).toBe(false);
    expect(await ctx.storage.exists(keyOf(kept))).toBe(true);
    expect((await ctx.db.query.tombstones.findMany()).map((row) => row.imageId)).toEqual([imageId]);
    await expect(deleteImage(as(nina), { imageId, permanent: true })).rejects.toMatchObject({ code: "not-found" });
    expect(await readdir(ctx.storage.incomingDir)).toEqual([]);
  });

  it("is for its owner: editors are forbidden, strangers find nothing, and nothing changes", async () => {
    const imageId = await insertTestPicture(ctx, nina, bytes);
    const inTrash = await insertTestPicture(ctx, nina, bytes, { place: "trash" });
    await insertSharedCollection(ctx.db, nina, olaf, { role: "editor", imageIds: [imageId, inTrash] });
    const stranger = await createTestActor(ctx);
    const doors = (actor: Actor, id: string) => [
      () => deleteImage(as(actor), { imageId: id, permanent: false }),
      () => deleteImage(as(actor), { imageId: id, permanent: true }),
      () => deleteImages(as(actor), { imageIds: [id] }),
      () => trashImages(as(actor), { imageIds: [id] }),
      () => restoreImages(as(actor), { imageIds: [id] }),
    ];
    for (const door of doors(olaf, imageId)) await expect(door()).rejects.toMatchObject({ code: "forbidden" });
    for (const door of [...doors(olaf, inTrash), ...doors(stranger, imageId)])
      await expect(door()).rejects.toMatchObject({ code: "not-found" });
    expect([await findPlace(imageId), await findPlace(inTrash)]).toEqual(["library", "trash"]);
    expect(await ctx.storage.exists(keyOf(imageId))).toBe(true);
  });

  it("in bulk is all or none", async () => {
    const own = await insertTestPicture(ctx, olaf, bytes);
    const shared = await insertTestPicture(ctx, nina, bytes);
    await insertSharedCollection(ctx.db, nina, olaf, { role: "editor", imageIds: [shared] });
    await expect(trashImages(as(olaf), { imageIds: [own, shared] })).rejects.toMatchObject({ code: "forbidden" });
    expect([await findPlace(own), await findPlace(shared)]).toEqual(["library", "library"]);
  });
});
