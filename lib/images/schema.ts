import { z } from "zod";
import { operation } from "../api/operation";
import { colourNames } from "../imaging/colour-names";
import { limits } from "../limits";
import { parseCircle } from "./circle";
import { pictureFormats } from "./picture-formats";
import { isPlainText, isStorableJson, jsonObjectText } from "./plain-json";

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

/** No year 0000, which the database does not know. */
const day = z.iso.date().refine((text) => !text.startsWith("0000"), "This is not a day.");

export const timelineDay = z.object({
  day,
  count: z.number().int(),
  /** Base64 of one byte per image, newest first: width / height in fiftieths, 1..255 (75 while unknown). */
  ratios: z.string(),
});
export type TimelineDay = z.infer<typeof timelineDay>;

/** What else is said of the images that an answer names: everything known of each, as `getImage` answers. */
export const includeDetails = z.enum(["details"]).optional();
/** An image of such an answer: a tile, unless details were asked for. */
export const namedImage = z.union([imageView, imageTile]);
/** Evidence with its image like that. */
export const namedEvidence = duplicateEvidence.extend({ image: namedImage });

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

export const imageSort = z.enum(["taken", "added", "trashed", "name", "rating", "collection"]);
export type ImageSort = z.infer<typeof imageSort>;

const tagText = plainText.trim().min(1).max(limits.text.tagLengthMax);
/** Given once or again. */
const several = <T extends z.ZodType>(one: T) =>
  z
    .union([one, z.array(one).max(limits.text.tagsMax)])
    .transform((given) => [given].flat() as z.output<T>[])
    .optional();
const wallTime = z.union([
  day,
  z.iso.datetime({ local: true }).refine((text) => !/^0000|Z$/.test(text), "Write a wall time, without a zone."),
]);
const moment = z.union([day, z.iso.datetime({ offset: true }).refine((text) => !text.startsWith("0000"), "This is not a time.")]);

const pixelCount = z.coerce.number().int().min(1).max(1e12);
const byteCount = z.coerce.number().int().min(1).max(1e15);

/**
 * Which images, for lists, counts and searches. Without a collection: one's own. Fields that are
 * hidden from somebody match no image of theirs.
 */
export const imageFilter = z.object({
  collectionId: z.union([z.uuid(), z.literal("default")]).optional(),
  place: imagePlace.default("library"),
  status: imageStatus.optional(),
  /** May be given again: all of them count; of those with `not` none may be there. */
  tag: several(tagText),
  notTag: several(tagText),
  label: several(tagText),
  notLabel: several(tagText),
  colour: several(z.enum(colourNames)),
  notColour: several(z.enum(colourNames)),
  notCollectionId: several(z.union([z.uuid(), z.literal("default")])),
  /** Formats; given again: one of them. */
  type: several(z.enum(pictureFormats)),
  notType: several(z.enum(pictureFormats)),
  /** Local days or wall times, both included. */
  takenFrom: wallTime.optional(),
  takenTo: wallTime.optional(),
  /** Days of UTC or moments, both included. */
  addedFrom: moment.optional(),
  addedTo: moment.optional(),
  /** A part of make and model, or of the lens. */
  camera: plainText.trim().min(1).max(limits.text.nameLengthMax).optional(),
  notCamera: several(plainText.trim().min(1).max(limits.text.nameLengthMax)),
  hasPosition: z.stringbool().optional(),
  /** Latitude, longitude and a radius: 48.85,2.35,5km. */
  near: z
    .string()
    .max(100)
    .transform((text, check) => {
      const circle = parseCircle(text);
      if (circle) return circle;
      check.addIssue({ code: "custom", message: "Write a position and a radius like 48.85,2.35,5km." });
      return z.NEVER;
    })
    .optional(),
  favourite: z.stringbool().optional(),
  ratingMin: z.coerce.number().int().min(0).max(5).optional(),
  /** Who has no rating has none that is too large. */
  ratingMax: z.coerce.number().int().min(0).max(5).optional(),
  /** Width times height, and size of the file. */
  pixelsMin: pixelCount.optional(),
  pixelsMax: pixelCount.optional(),
  bytesMin: byteCount.optional(),
  bytesMax: byteCount.optional(),
  widthMin: z.coerce.number().int().min(1).max(limits.decode.sidePxMax).optional(),
  heightMin: z.coerce.number().int().min(1).max(limits.decode.sidePxMax).optional(),
  /** The address that it was added from. */
  url: plainText.max(limits.upload.urlLengthMax).optional(),
  /** A JSON object, as text, that the metadata contain. */
  metadata: jsonObjectText(limits.text.queryLengthMax).optional(),
});
export type ImageFilter = z.output<typeof imageFilter>;

export const listImages = operation({
  name: "listImages",
  summary: "A page of images: all that is in a collection one may see, or else of one's own",
  tag,
  method: "GET",
  path: "/api/v1/images",
  access: "member",
  input: imageFilter.extend({
    /** collection: in its own order; needs a collection. */
    sort: imageSort.default("taken"),
    /** When absent: names from A to Z, a collection from its start, everything else newest or best first. */
    order: z.enum(["asc", "desc"]).optional(),
    /** covers: of a stack only its cover, where that is in the list too; when absent: all. */
    stacks: z.enum(["all", "covers"]).optional(),
    /** details: everything known of each image, as `getImage` answers; embeddings: these as well. */
    include: z.enum(["details", "embeddings"]).optional(),
    cursor: z.string().max(1_500).optional(),
    /** Counted from 1; instead of a cursor. */
    page: z.coerce.number().int().min(1).max(1_000_000).optional(),
    limit: z.coerce.number().int().min(1).max(limits.page.sizeMax).default(limits.page.defaultSize),
  }),
  output: z.object({
    images: z.array(z.union([imageWithEmbeddings, imageView, imageTile])),
    nextCursor: z.string().nullable(),
    total: z.number().int(),
  }),
});

export const countImages = operation({
  name: "countImages",
  summary: "How many images pass a filter",
  tag,
  method: "GET",
  path: "/api/v1/images/count",
  access: "member",
  input: imageFilter,
  output: z.object({ total: z.number().int() }),
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

export const thumbnailFormat = z.enum(["jpeg", "webp", "avif"]);

export const getThumbnail = operation({
  name: "getThumbnail",
  summary: "A picture that fits into a square of the given size, made when it is first asked for",
  tag,
  method: "GET",
  path: "/api/v1/images/{imageId}/thumbnail",
  access: "member",
  input: z.object({
    imageId,
    /** Longer side at most, in pixels; nothing is enlarged. Small (400 px high, for rows) and large (1600 px) are there from the start, as JPEG. */
    size: z.union([z.enum(["small", "large"]), z.coerce.number().int().min(16).max(2_048)]).default(300),
    format: thumbnailFormat.default("jpeg"),
    /** Version of the picture, as `thumbnailUrl` carries it: the answer may then be kept for a year. */
    v: z.string().max(50).optional(),
  }),
  output: "bytes",
  errors: ["undecodable", "decode-limit", "unavailable"],
});

export const getOriginal = operation({
  name: "getOriginal",
  summary: "The original bytes (Range and ETag); of somebody else's image only where they are shared, without metadata unless details are",
  tag,
  method: "GET",
  path: "/api/v1/images/{imageId}/original",
  access: "member",
  input: z.object({ imageId, download: z.stringbool().optional() }),
  output: "bytes",
  errors: ["forbidden", "range-not-satisfiable", "undecodable", "decode-limit", "unavailable"],
});

export const downloadImages = operation({
  name: "downloadImages",
  summary: "A selection or a collection as a zip; a form's fields are taken too. What cannot be read is named in a note inside",
  tag,
  method: "POST",
  path: "/api/v1/images/archive",
  access: "member",
  scope: "read",
  input: z.object({
    imageIds: z.union([imageId.transform((id) => [id]), z.array(imageId).min(1).max(limits.archive.imagesMax)]).optional(),
    collectionId: z.union([z.uuid(), z.literal("default")]).optional(),
  }),
  output: "bytes",
  contentType: "application/zip",
});

export const downloadCollection = operation({
  name: "downloadCollection",
  summary: "All images of a collection as a zip, in its order, as `downloadImages` gives them",
  tag: "collections",
  method: "GET",
  path: "/api/v1/collections/{collectionId}/archive",
  access: "member",
  input: z.object({ collectionId: z.union([z.uuid(), z.literal("default")]) }),
  output: "bytes",
  contentType: "application/zip",
});

export const libraryCounts = z.object({
  /** As the timeline shows them: a stack counts as one. */
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
