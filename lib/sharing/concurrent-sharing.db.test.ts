import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { addToCollection } from "../collections/change-memberships";
import { createCollection } from "../collections/create-collection";
import { deleteCollection } from "../collections/delete-collection";
import { memberships } from "../db/schema/images";
import { toAppError } from "../errors";
import { type ReceiveContext, receiveImage } from "../images/receive-image";
import { insertTestImage } from "../images/testing";
import { updateImages } from "../images/update-images";
import { createQueue } from "../queue/pg-boss";
import { createDiskStorage } from "../storage/disk";
import { redeemInvitation } from "./answer-invitation";
import { createGroup, deleteGroup } from "./change-group";
import { removeMember } from "./change-member";
import { inviteMember } from "./invite-member";
import { openSharing } from "./testing";

let ctx: AccountContext;
let anna: Actor;
let ben: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });
const create = async () => (await createCollection(as(anna), { name: "Journey", tags: [] })).id;

beforeAll(async () => {
  ctx = await openAccountContext();
});
beforeEach(async () => {
  [anna, ben] = await Promise.all([createTestActor(ctx), createTestActor(ctx)]);
});
afterAll(() => ctx.close());

/** Does all at once, and gives the codes of those that were refused. */
async function refusalsOf(all: Promise<unknown>[]): Promise<string[]> {
  const answers = await Promise.allSettled(all);
  return answers.flatMap((answer) => (answer.status === "rejected" ? [toAppError(answer.reason).code] : []));
}

test("sharing with a group while it is deleted either comes first or finds no such group", async () => {
  const collectionIds = await Promise.all([create(), create(), create()]);
  for (let round = 0; round < 10; round++) {
    const { id: groupId } = await createGroup(as(anna), { name: "Family" });
    const shares = collectionIds.map((collectionId) => inviteMember(as(anna), { collectionId, groupId, role: "viewer" }));
    const codes = await refusalsOf([...shares.slice(0, 1), deleteGroup(as(anna), { groupId }), ...shares.slice(1)]);
    expect(codes.filter((code) => code !== "not-found")).toEqual([]);
  }
});

test("several invitations that one person takes up at the same moment let them in once", async () => {
  for (let round = 0; round < 10; round++) {
    const collectionId = await create();
    const invite = () => inviteMember(as(anna), { collectionId, person: `${uuidv7()}@example.org`, role: "viewer" });
    const invitations = await Promise.all([invite(), invite(), invite()]);
    const tokens = invitations.map(({ invitationPath }) => invitationPath?.split("/").at(-1) ?? "");
    const person = `person-${ben.userId}`;
    const codes = await refusalsOf([
      ...tokens.map((token) => redeemInvitation(as(ben), { token })),
      inviteMember(as(anna), { collectionId, person, role: "viewer" }),
    ]);
    expect(codes.filter((code) => code !== "already-exists")).toEqual([]);
  }
});

test("a collection is deleted while its pictures are changed and others are put out", async () => {
  for (let round = 0; round < 4; round++) {
    const collectionId = await create();
    const memberId = await openSharing(ctx).join(anna, collectionId, ben, "contributor");
    const imageIds = Array.from({ length: 40 }, () => uuidv7());
    for (const id of [...imageIds].reverse()) await insertTestImage(ctx.db, anna, { id, homeCollectionId: collectionId });
    const guestIds = await Promise.all([insertTestImage(ctx.db, ben), insertTestImage(ctx.db, ben)]);
    await addToCollection(as(ben), { collectionId, imageIds: guestIds });
    const change = (ids: string[]) => updateImages(as(anna), { imageIds: ids, changes: { rating: 3 } });
    const codes = await refusalsOf([
      change(imageIds),
      removeMember(as(anna), { collectionId, memberId }),
      change([...imageIds].reverse()),
      addToCollection(as(ben), { collectionId, imageIds: guestIds }),
      deleteCollection(as(anna), { collectionId, images: round % 2 ? "keep" : "trash" }),
      change(imageIds),
    ]);
    expect(codes.filter((code) => code !== "not-found")).toEqual([]);
  }
});

test("a picture on its way in does not come into a collection that its person was put out of meanwhile", async () => {
  const disk = createDiskStorage({ storage: { ...ctx.config.storage, freeBytesMin: 0 } });
  const queue = await createQueue(ctx.database.sql, ctx.log);
  const collectionId = await create();
  const memberId = await openSharing(ctx).join(anna, collectionId, ben, "contributor");
  const storage: ReceiveContext["storage"] = {
    ...disk,
    async commit(localPath, key) {
      await disk.commit(localPath, key);
      await removeMember(as(anna), { collectionId, memberId });
    },
  };
  await mkdir(disk.incomingDir, { recursive: true });
  const localPath = path.join(disk.incomingDir, uuidv7());
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
    .jpeg()
    .toBuffer();
  await writeFile(localPath, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const received = { localPath, sizeBytes: bytes.length, sha256, originalName: "a.jpg", collectionId, detectDuplicates: true };
  await expect(receiveImage({ ...ctx, storage, queue }, ben, received)).rejects.toMatchObject({ code: "not-found" });
  expect(await ctx.db.select().from(memberships).where(eq(memberships.collectionId, collectionId))).toEqual([]);
  await queue.close();
});
