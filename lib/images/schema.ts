import { z } from "zod";
import { operation } from "../api/operation";
import { limits } from "../limits";
import { isPlainText, isStorableJson } from "./plain-json";

export const imageId = z.uuid();
export const imageIds = z.array(imageId).min(1).max(limits.page.bulkIdsMax);

/** Text that the database can keep: it knows neither the NUL character nor half a character. */
export const plainText = z.string().refine(isPlainText, "Leave out characters that are none.");

/** What scripts keep with an image: any JSON object. */
export const imageMetadata = z
  .record(z.string(), z.unknown())
  .refine((value) => isStorableJson(value, limits.text.metadataBytesMax), "Use a JSON object of at most 64 kB.");

export const imagePlace = z.enum(["library", "held", "trash"]);
export const imageStatus = z.enum(["pending", "processed", "failed"]);
export type ImagePlace = z.infer<typeof imagePlace>;
export type ImageStatus = z.infer<typeof imageStatus>;

/** What the asker is to an image, see [Note: Standings]. */
export const imageAccess = z.enum(["viewer", "contributor", "editor", "owner"]);
export type ImageAccess = z.infer<typeof imageAccess>;

/** What a grid needs to show one image. */
export const imageTile = z.object({
  id: imageId,
  access: imageAccess,
  /** Of somebody else's image without shared details: a neutral name. */
  originalName: z.string(),
  contentType: z.string(),
  sizeBytes: z.number().int(),
  /** Upright pixels; null until decoded. */
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  frames: z.number().int().nullable(),
  /** Base64 of the thumbhash; null until decoded. */
  thumbhash: z.string().nullable(),
  status: imageStatus,
  failureReason: z.string().nullable(),
  place: imagePlace,
  favourite: z.boolean(),
  /** Local wall time, YYYY-MM-DDTHH:MM:SS, without zone. */
  takenLocal: z.string(),
  addedAt: z.string(),
  trashedAt: z.string().nullable(),
  /** Pictures of the stack that it is the cover of, itself included; 0: of none. Of somebody else's image 0. */
  stackCount: z.number().int(),
});
export type ImageTile = z.infer<typeof imageTile>;

/** What became of one file; the answer that UploadThing's protocol carries as `serverData`. */
export const uploadResult = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("created"), imageId: z.uuid() }),
  z.object({ outcome: z.literal("duplicate"), imageId: z.uuid(), place: imagePlace, originalName: z.string() }),
  z.object({ outcome: z.literal("rejected"), code: z.string(), detail: z.string() }),
]);
export type UploadResult = z.infer<typeof uploadResult>;

export const duplicateLayer = z.enum(["bytes", "pixels", "perceptual", "view", "embedding"]);
export const duplicateEvidence = z.object({
  image: imageTile,
  layer: duplicateLayer,
  verdict: z.enum(["duplicate", "similar"]),
  /** bytes and pixels: 0; perceptual: Hamming distance of 256-bit hashes; view: 1 − the share of blocks that agree; embedding: cosine similarity. */
  distance: z.number(),
});
export type DuplicateEvidence = z.infer<typeof duplicateEvidence>;

export const imagePosition = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  altitudeM: z.number().nullable(),
});

/** A part of the picture, in fractions of its upright sides, 0..1 from the upper left corner. */
const pictureBox = z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() });

/** What is hidden of somebody else's image (see `redactView`) is null or empty. */
export const imageView = imageTile.extend({
  /** The name under which the original is kept; null when it is referred to in place, or hidden. */
  fileName: z.string().nullable(),
  /** The address that it was added from. */
  url: z.string().nullable(),
  /** Null: one may not have the original. */
  originalUrl: z.string().nullable(),
  thumbnailUrl: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  /** What models say of it: a sentence, words, and faces. */
  caption: z.string().nullable(),
  labels: z.array(z.object({ name: z.string(), probability: z.number() })),
  faces: z.array(z.object({ id: z.uuid(), box: pictureBox, faceClusterId: z.uuid().nullable() })),
  faceClusterIds: z.array(z.uuid()),
  rating: z.number().int().nullable(),
  sha256: z.string().nullable(),
  /** Local wall time with its offset where that is known: 2024-05-01T12:00:00+02:00. */
  takenAt: z.string(),
  takenUtc: z.string().nullable(),
  takenSource: z.enum(["exif", "file", "added", "person"]),
  camera: z.object({ make: z.string().nullable(), model: z.string().nullable(), lens: z.string().nullable() }).nullable(),
  position: imagePosition.nullable(),
  exif: z.record(z.string(), z.unknown()),
  metadata: z.record(z.string(), z.unknown()),
  collections: z.array(z.object({ id: z.uuid(), name: z.string() })),
  duplicates: z.array(duplicateEvidence),
  /** The stack that it is in, the cover first, then by time; null: in none. */
  stack: z.object({ coverId: z.uuid(), imageIds: z.array(z.uuid()) }).nullable(),
});
export type ImageView = z.infer<typeof imageView>;

/** A view with what search compares by: unit vectors, one per model that has seen the image; none of somebody else's. */
export const imageWithEmbeddings = imageView.extend({
  embeddings: z.array(z.object({ model: z.string(), vector: z.array(z.number()) })),
});
export type ImageWithEmbeddings = z.infer<typeof imageWithEmbeddings>;

/** What else is said of the images that an answer names: everything known of each, as `getImage` answers. */
export const includeDetails = z.enum(["details"]).optional();
/** An image of such an answer: a tile, unless details were asked for. */
export const namedImage = z.union([imageView, imageTile]);
/** Evidence with its image like that. */
export const namedEvidence = duplicateEvidence.extend({ image: namedImage });

const tag = "images";

/** A tag as people write it. */
export const tagText = plainText.trim().min(1).max(limits.text.tagLengthMax);

export const getImage = operation({
  name: "getImage",
  summary: "One image with everything known of it",
  tag,
  method: "GET",
  path: "/api/v1/images/{imageId}",
  access: "member",
  input: z.object({ imageId }),
  output: imageView,
});

/** Editors of a collection may change title, description and tags of the images of others in it. */
export const imageChanges = z.object({
  title: plainText.max(limits.text.titleLengthMax).nullable().optional(),
  description: plainText.max(limits.text.descriptionLengthMax).nullable().optional(),
  tags: z.array(tagText).max(limits.text.tagsMax).optional(),
  favourite: z.boolean().optional(),
  rating: z.number().int().min(0).max(5).nullable().optional(),
  /** Local wall time, with its offset where that is known; null: what the file says, or else when it was added. */
  takenAt: z.iso
    .datetime({ local: true, offset: true })
    .refine((text) => !/^(0000|0001|9999)/.test(text), "Use a year from 2 to 9998.")
    .nullable()
    .optional(),
  position: imagePosition
    .extend({ altitudeM: z.number().min(-12_000).max(100_000).nullable().default(null) })
    .nullable()
    .optional(),
  /** In place of all there was. */
  metadata: imageMetadata.optional(),
});

export const updateImage = operation({
  name: "updateImage",
  summary: "Change what people say about an image",
  tag,
  method: "PATCH",
  path: "/api/v1/images/{imageId}",
  access: "member",
  input: imageChanges.extend({ imageId }),
  output: imageView,
});

const affected = z.object({ imageIds: z.array(imageId) });

export const updateImages = operation({
  name: "updateImages",
  summary: "Change several images at once",
  tag,
  method: "POST",
  path: "/api/v1/images/update",
  access: "member",
  input: z.object({ imageIds, changes: imageChanges.strict() }),
  output: affected,
});

export const trashImages = operation({
  name: "trashImages",
  summary: "Move images to the trash",
  tag,
  method: "POST",
  path: "/api/v1/images/trash",
  access: "member",
  input: z.object({ imageIds }),
  output: affected,
});

export const restoreImages = operation({
  name: "restoreImages",
  summary: "Take images out of the trash",
  tag,
  method: "POST",
  path: "/api/v1/images/restore",
  access: "member",
  input: z.object({ imageIds }),
  output: affected,
});

export const deleteImages = operation({
  name: "deleteImages",
  summary: "Delete images in the trash for good; without ids, all of them",
  tag,
  method: "POST",
  path: "/api/v1/images/delete",
  access: "member",
  input: z.object({ imageIds: imageIds.optional() }),
  output: z.object({ count: z.number().int() }),
});

export const deleteImage = operation({
  name: "deleteImage",
  summary: "Move an own image to the trash, or with `permanent` delete it for good, wherever it is",
  tag,
  method: "DELETE",
  path: "/api/v1/images/{imageId}",
  access: "member",
  input: z.object({ imageId, permanent: z.stringbool().default(false) }),
  output: "none",
});

export const restoreImage = operation({
  name: "restoreImage",
  summary: "Take an image out of the trash",
  tag,
  method: "POST",
  path: "/api/v1/images/{imageId}/restore",
  access: "member",
  input: z.object({ imageId }),
  output: "none",
});
