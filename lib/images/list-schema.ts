import { z } from "zod";
import { operation } from "../api/operation";
import { colourNames } from "../imaging/colour-names";
import { limits } from "../limits";
import { parseCircle } from "./circle";
import { pictureFormats } from "./picture-formats";
import { jsonObjectText } from "./plain-json";
import { imageId, imagePlace, imageStatus, imageTile, imageView, imageWithEmbeddings, plainText, tagText } from "./schema";

const tag = "images";

/** No year 0000, which the database does not know. */
const day = z.iso.date().refine((text) => !text.startsWith("0000"), "This is not a day.");

export const timelineDay = z.object({
  day,
  count: z.number().int(),
  /** Base64 of one byte per image, newest first: width / height in fiftieths, 1..255 (75 while unknown). */
  ratios: z.string(),
});
export type TimelineDay = z.infer<typeof timelineDay>;

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
