import { createHash, randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../auth/access";
import { scopeOf } from "../auth/access";
import { type AccountContext, openAccountContext } from "../auth/testing";
import { findCollectionId } from "../collections/queries";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { collections, files, images, memberships } from "../db/schema/images";
import { collectionMembers } from "../db/schema/sharing";
import { openTestDecoder } from "../imaging/testing";
import { createDiskStorage } from "../storage/disk";
import { buildSearchWords, readPlaces } from "./search-words";

/** What serving pictures needs: accounts, a store on disk and decoder children; `close` ends and removes them. */
export type PictureTestContext = AccountContext & Pick<Context, "storage" | "decoder">;

/** Opens a PictureTestContext on an empty database. */
export async function openPictureContext(): Promise<PictureTestContext> {
  const accounts = await openAccountContext({ FREE_SPACE_RESERVE: "0" });
  const decoder = openTestDecoder();
  const storage = createDiskStorage(accounts.config);
  await mkdir(storage.incomingDir, { recursive: true });
  return {
    ...accounts,
    storage,
    decoder,
    async close() {
      await decoder.close();
      await accounts.close();
    },
  };
}

/** Like `insertTestImage`, with its bytes in the store. */
export async function insertTestPicture(
  ctx: Pick<Context, "db" | "storage">,
  actor: Actor,
  bytes: Uint8Array,
  given: NewImage = {},
): Promise<string> {
  const id = given.id ?? uuidv7();
  const storageKey = `collections/${actor.userId}/test/${id}`;
  await ctx.storage.write(storageKey, bytes);
  return insertTestImage(ctx.db, actor, { ...given, id, bytes, storageKey });
}

type NewImage = Partial<typeof images.$inferInsert> & { storageKey?: string | null; externalPath?: string; bytes?: Uint8Array };

/** Inserts a processed image of the library, as ingest leaves it, without its bytes in the store; gives its id. */
export async function insertTestImage(db: Db, actor: Actor, given: NewImage = {}): Promise<string> {
  const { storageKey, externalPath, bytes, ...row } = given;
  const id = row.id ?? uuidv7();
  const home = row.homeCollectionId ?? (await findCollectionId(db, scopeOf(actor), "default"));
  if (!home) throw new Error("this person has no default collection");
  const originalName = row.originalName ?? "picture.png";
  const sha256 = createHash("sha256")
    .update(bytes ?? randomUUID())
    .digest("hex");
  const content = { sha256, sizeBytes: bytes?.length ?? 1_000, contentType: row.contentType ?? "image/png" };
  await db.insert(images).values({
    id,
    ownerId: actor.userId,
    homeCollectionId: home,
    originalName,
    status: "processed",
    width: 300,
    height: 200,
    takenLocal: "2024-05-01T12:00:00",
    takenSource: "exif",
    stepVersions: { thumbnails: 1 },
    searchWords: buildSearchWords({ originalName, ...row, places: readPlaces(row.exif) }),
    ...content,
    ...row,
  });
  const key = storageKey === undefined ? `collections/${actor.userId}/${home}/${id}.png` : storageKey;
  await db.insert(files).values({ id: uuidv7(), imageId: id, role: "original", storageKey: key, externalPath, ...content });
  await db.insert(memberships).values({ collectionId: home, imageId: id });
  return id;
}

/** Makes a collection of a person's and shares it with another, who has accepted; gives its id. */
export async function insertSharedCollection(
  db: Db,
  owner: Actor,
  member: Actor | undefined,
  given: {
    role?: "viewer" | "contributor" | "editor";
    shareDetails?: boolean;
    shareOriginals?: boolean;
    imageIds?: readonly string[];
  } = {},
): Promise<string> {
  const { role = "viewer", imageIds = [], ...shares } = given;
  const id = uuidv7();
  await db.insert(collections).values({ id, ownerId: owner.userId, name: "Shared", ...shares });
  if (member)
    await db.insert(collectionMembers).values({ id: uuidv7(), collectionId: id, userId: member.userId, role, acceptedAt: new Date() });
  for (const imageId of imageIds) await db.insert(memberships).values({ collectionId: id, imageId });
  return id;
}
