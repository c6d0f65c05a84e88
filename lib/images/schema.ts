import { z } from "zod";
import { operation } from "../api/operation";
import { limits } from "../limits";

export const imageId = z.uuid();
export const imageIds = z.array(imageId).min(1).max(limits.page.bulkIdsMax);

/** Text that the database can keep: it knows neither the NUL character nor half a character. */
export const plainText = z.string().refine((text) => !/\0|\p{Cs}/u.test(text), "Leave out characters that are none.");

export const imagePlace = z.enum(["library", "held", "trash"]);
export const imageStatus = z.enum(["pending", "processed", "failed"]);
export type ImagePlace = z.infer<typeof imagePlace>;
export type ImageStatus = z.infer<typeof imageStatus>;

/** What a grid needs to show one image. */
export const imageTile = z.object({
  id: imageId,
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
  /** bytes: 0; perceptual: Hamming distance of 64-bit hashes; embedding: cosine similarity. */
  distance: z.number(),
});
export type DuplicateEvidence = z.infer<typeof duplicateEvidence>;

export const imageView = imageTile.extend({
  title: z.string().nullable(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  rating: z.number().int().nullable(),
  sha256: z.string(),
  takenOffsetMin: z.number().int().nullable(),
  takenUtc: z.string().nullable(),
  takenSource: z.enum(["exif", "file", "added", "person"]),
  cameraMake: z.string().nullable(),
  cameraModel: z.string().nullable(),
  lens: z.string().nullable(),
  position: z.object({ latitude: z.number(), longitude: z.number(), altitudeM: z.number().nullable() }).nullable(),
  exif: z.record(z.string(), z.unknown()),
  collections: z.array(z.object({ id: z.uuid(), name: z.string() })),
  duplicates: z.array(duplicateEvidence),
});
export type ImageView = z.infer<typeof imageView>;

/** No year 0000, which the database does not know. */
const day = z.iso.date().refine((text) => !text.startsWith("0000"), "This is not a day.");

export const timelineDay = z.object({
  day,
  count: z.number().int(),
  /** Base64 of one byte per image, newest first: width / height in fiftieths, 1..255 (75 while unknown). */
  ratios: z.string(),
});
export type TimelineDay = z.infer<typeof timelineDay>;

const tag = "images";

export const getTimeline = operation({
  name: "getTimeline",
  summary: "Every day of the library with the shape of each image: enough to lay out the whole timeline",
  tag,
  method: "GET",
  path: "/api/v1/timeline",
  access: "member",
  input: z.object({ favourite: z.stringbool().optional() }),
  output: z.object({ days: z.array(timelineDay), total: z.number().int() }),
});

export const listTimelineImages = operation({
  name: "listTimelineImages",
  summary: "Images of one day, newest first, in the order of the timeline",
  tag,
  method: "GET",
  path: "/api/v1/timeline/{day}",
  access: "member",
  input: z.object({
    day,
    favourite: z.stringbool().optional(),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(limits.page.timelineImagesMax).default(limits.page.timelineImagesMax),
  }),
  output: z.object({ images: z.array(imageTile) }),
});

export const imageSort = z.enum(["taken", "added", "trashed", "name"]);

export const listImages = operation({
  name: "listImages",
  summary: "A page of images",
  tag,
  method: "GET",
  path: "/api/v1/images",
  access: "member",
  input: z.object({
    place: imagePlace.default("library"),
    status: imageStatus.optional(),
    collectionId: z.union([z.uuid(), z.literal("default")]).optional(),
    favourite: z.stringbool().optional(),
    sort: imageSort.default("taken"),
    cursor: z.string().max(500).optional(),
    limit: z.coerce.number().int().min(1).max(limits.page.sizeMax).default(limits.page.defaultSize),
  }),
  output: z.object({ images: z.array(imageTile), nextCursor: z.string().nullable(), total: z.number().int() }),
});

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

export const imageChanges = z.object({
  favourite: z.boolean().optional(),
  title: plainText.max(limits.text.titleLengthMax).nullable().optional(),
  description: plainText.max(limits.text.descriptionLengthMax).nullable().optional(),
  tags: z.array(plainText.trim().min(1).max(limits.text.tagLengthMax)).max(limits.text.tagsMax).optional(),
  rating: z.number().int().min(0).max(5).nullable().optional(),
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
  input: z.object({ imageIds, changes: imageChanges }),
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

export const getThumbnail = operation({
  name: "getThumbnail",
  summary: "A thumbnail that fits into a square of the given size",
  tag,
  method: "GET",
  path: "/api/v1/images/{imageId}/thumbnail",
  access: "member",
  input: z.object({ imageId, size: z.coerce.number().int().min(16).max(2048).default(400) }),
  output: "bytes",
});

export const getOriginal = operation({
  name: "getOriginal",
  summary: "The original bytes (Range and ETag)",
  tag,
  method: "GET",
  path: "/api/v1/images/{imageId}/original",
  access: "member",
  input: z.object({ imageId, download: z.stringbool().optional() }),
  output: "bytes",
});

export const libraryCounts = z.object({
  library: z.number().int(),
  held: z.number().int(),
  trash: z.number().int(),
  pending: z.number().int(),
  failed: z.number().int(),
});
export type LibraryCounts = z.infer<typeof libraryCounts>;

export const listChanges = operation({
  name: "listChanges",
  summary: "What changed since a cursor; without one, only counts and a first cursor. An image may be named twice",
  tag,
  method: "GET",
  path: "/api/v1/changes",
  access: "member",
  input: z.object({
    since: z
      .string()
      .regex(/^\d{1,20}$/)
      .optional(),
  }),
  output: z.object({
    cursor: z.string(),
    counts: libraryCounts,
    images: z.array(imageTile),
    deletedIds: z.array(imageId),
    /** More changed than fits: fetch everything again. */
    reset: z.boolean(),
  }),
});
