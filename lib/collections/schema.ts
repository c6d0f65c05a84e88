import { z } from "zod";
import { operation } from "../api/operation";
import { imageIds, imageTile, plainText } from "../images/schema";
import { limits } from "../limits";

/** A collection's id, or `default` for the person's own default one. */
export const collectionId = z.union([z.uuid(), z.literal("default")]);

/** What the asker may do with a collection, see `authorize`. */
export const collectionAccess = z.enum(["viewer", "contributor", "editor", "owner"]);
export type CollectionAccess = z.infer<typeof collectionAccess>;

export const collectionView = z.object({
  id: z.uuid(),
  name: z.string(),
  tags: z.array(z.string()),
  /** The asker's own default one; it cannot be shared or deleted. */
  isDefault: z.boolean(),
  owner: z.object({ id: z.uuid(), username: z.string() }),
  access: collectionAccess,
  /** Somebody else is in it or invited, or a link to it is open. */
  isShared: z.boolean(),
  /** Members learn positions, cameras and file names. */
  shareDetails: z.boolean(),
  /** Members may have originals. */
  shareOriginals: z.boolean(),
  /** No rule about duplicates touches its images; false of a collection of somebody else. */
  isProtected: z.boolean(),
  /** Images of the library, whoever owns them, as the collection shows them: one's own stack whose cover is in it counts as one. */
  imageCount: z.number().int(),
  /** The chosen cover, or else the newest image. */
  cover: imageTile.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type CollectionView = z.infer<typeof collectionView>;

const name = plainText.trim().min(1, "Give the collection a name.").max(limits.text.nameLengthMax);
const tags = z.array(plainText.trim().min(1).max(limits.text.tagLengthMax)).max(limits.text.tagsMax);
const tag = "collections";

export const listCollections = operation({
  name: "listCollections",
  summary: "One's own collections and those shared with one: the default one first, then by name",
  tag,
  method: "GET",
  path: "/api/v1/collections",
  access: "member",
  input: z.object({
    cursor: z.string().max(1_000).optional(),
    /** Counted from 1; instead of a cursor. */
    page: z.coerce.number().int().min(1).max(100_000).optional(),
    limit: z.coerce.number().int().min(1).max(limits.page.sizeMax).default(limits.page.defaultSize),
  }),
  output: z.object({ collections: z.array(collectionView), nextCursor: z.string().nullable(), total: z.number().int() }),
});

export const createCollection = operation({
  name: "createCollection",
  summary: "Make a collection",
  tag,
  method: "POST",
  path: "/api/v1/collections",
  access: "member",
  successStatus: 201,
  input: z.object({ name, tags: tags.default([]), imageIds: imageIds.optional() }),
  output: collectionView,
});

export const getCollection = operation({
  name: "getCollection",
  summary: "One collection",
  tag,
  method: "GET",
  path: "/api/v1/collections/{collectionId}",
  access: "member",
  input: z.object({ collectionId }),
  output: collectionView,
});

export const updateCollection = operation({
  name: "updateCollection",
  summary: "Rename a collection, change its tags or its cover; its owner: keep rules about duplicates away from it",
  tag,
  method: "PATCH",
  path: "/api/v1/collections/{collectionId}",
  access: "member",
  input: z.object({
    collectionId,
    name: name.optional(),
    tags: tags.optional(),
    coverImageId: z.uuid().nullable().optional(),
    isProtected: z.boolean().optional(),
  }),
  output: collectionView,
});

export const deleteCollection = operation({
  name: "deleteCollection",
  summary: "Delete an own collection; its images stay in the library, or one's own among them go to the trash",
  tag,
  method: "DELETE",
  path: "/api/v1/collections/{collectionId}",
  access: "member",
  input: z.object({ collectionId, images: z.enum(["keep", "trash"]).default("keep") }),
  output: "none",
});

export const addToCollection = operation({
  name: "addToCollection",
  summary: "Put own images into a collection; those already in it stay",
  tag,
  method: "POST",
  path: "/api/v1/collections/{collectionId}/images",
  access: "member",
  input: z.object({ collectionId, imageIds }),
  output: z.object({ added: z.number().int() }),
});

export const removeFromCollection = operation({
  name: "removeFromCollection",
  summary: "Take images out of a collection; they stay in the library",
  tag,
  method: "POST",
  path: "/api/v1/collections/{collectionId}/images/remove",
  access: "member",
  input: z.object({ collectionId, imageIds }),
  output: z.object({ removed: z.number().int() }),
});

export const orderCollection = operation({
  name: "orderCollection",
  summary: "Give images of a collection their place in its own order: before another of its images, or at the end (null)",
  tag,
  method: "POST",
  path: "/api/v1/collections/{collectionId}/images/order",
  access: "member",
  input: z.object({ collectionId, imageIds, before: z.uuid().nullable() }),
  output: "none",
});
