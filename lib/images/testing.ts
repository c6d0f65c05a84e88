import { createHash, randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../auth/access";
import { scopeOf } from "../auth/access";
import { findCollectionId } from "../collections/queries";
import type { Db } from "../db/client";
import { files, images, memberships } from "../db/schema/images";
import { buildSearchWords } from "./search-words";

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
  const content = { sha256, sizeBytes: bytes?.length ?? 1_000, contentType: "image/png" };
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
    searchWords: buildSearchWords({ originalName, ...row }),
    ...content,
    ...row,
  });
  const key = storageKey === undefined ? `collections/${actor.userId}/${home}/${id}.png` : storageKey;
  await db.insert(files).values({ id: uuidv7(), imageId: id, role: "original", storageKey: key, externalPath, ...content });
  await db.insert(memberships).values({ collectionId: home, imageId: id });
  return id;
}
