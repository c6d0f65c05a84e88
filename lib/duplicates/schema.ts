import { z } from "zod";
import { operation } from "../api/operation";
import { duplicateLayer, imageTile, includeDetails, namedEvidence, namedImage } from "../images/schema";
import { limits } from "../limits";
import { pageInput, pageOutput } from "../paging";

/** A near duplicate that waits for its person's choice, with the images it repeats, nearest first. */
export const heldImage = z.object({ image: namedImage, twins: z.array(namedEvidence) });
export type HeldImage = z.infer<typeof heldImage>;

export const heldChoice = z.enum(["keep-both", "keep-new", "discard"]);
export type HeldChoice = z.infer<typeof heldChoice>;

const tag = "duplicates";

export const listHeldImages = operation({
  name: "listHeldImages",
  summary: "Near duplicates that wait for a choice, oldest first",
  tag,
  method: "GET",
  path: "/api/v1/duplicates/held",
  access: "member",
  input: z.object({
    cursor: z.string().max(500).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    include: includeDetails,
  }),
  output: z.object({ held: z.array(heldImage), nextCursor: z.string().nullable(), total: z.number().int() }),
});

export const resolveHeldImage = operation({
  name: "resolveHeldImage",
  summary:
    "keep-both: into the library beside its twins; keep-new: into the library, its duplicates into the trash (only similar ones stay: without duplicates as keep-both); discard: into the trash, its surest duplicate takes over what it knows",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/held/{imageId}/resolve",
  access: "member",
  input: z.object({ imageId: z.uuid(), choice: heldChoice }),
  output: z.object({ imageId: z.uuid(), trashedIds: z.array(z.uuid()) }),
});

export const reopenHeldImage = operation({
  name: "reopenHeldImage",
  summary: "Undo a choice: the image is held again and its twins are back in the library",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/held/{imageId}/reopen",
  access: "member",
  input: z.object({ imageId: z.uuid() }),
  output: z.object({ imageId: z.uuid() }),
});

/** Ids of one request about a group. A larger one comes in parts, each of which holds the first picture that is kept. */
const groupIds = z.array(z.uuid()).max(limits.duplicates.groupImagesMax);
/** Ids of a whole group: what is said of each two of them cannot come in parts. */
const wholeGroupIds = z.array(z.uuid()).max(limits.duplicates.apartImagesMax);

/** The family of a file's format; raw: a camera's own, by its name. */
export const pictureFormat = z.enum(["jpeg", "png", "webp", "avif", "gif", "tiff", "bmp", "heic", "raw"]);
export type PictureFormat = z.infer<typeof pictureFormat>;

/** What speaks for keeping a picture; null: not known, or not yet. */
export const pictureFacts = z.object({
  pixels: z.number().int().nullable(),
  bytesPerPixel: z.number().nullable(),
  /** 1..100 as libjpeg counts, estimated; null of other formats. */
  jpegQuality: z.number().nullable(),
  /** Higher is sharper; to be compared between pictures of one thing only. */
  sharpness: z.number().nullable(),
  /** How much detail of which size it holds, see [Note: Enlarged pictures]: the side it was measured at, and levels in base64. */
  detail: z.object({ sidePx: z.number(), levels: z.string() }).nullable(),
  format: pictureFormat,
  /** The format keeps every pixel as it was. */
  isLossless: z.boolean(),
  /** Known fields of EXIF, XMP and IPTC, and of what people said. */
  metadataCount: z.number().int(),
  camera: z.string().nullable(),
  /** As it came out of the camera: camera in its EXIF, not edited, a camera's file name. */
  isCameraFile: z.boolean(),
  /** The program that wrote it again. */
  editedWith: z.string().nullable(),
  hasPosition: z.boolean(),
  /** Local wall time by EXIF, its person or the file's date; null: only when it was added is known. */
  takenLocal: z.string().nullable(),
  rating: z.number().int().nullable(),
  favourite: z.boolean(),
  collectionCount: z.number().int(),
  /** In a collection that no rule touches. */
  isProtected: z.boolean(),
});
export type PictureFacts = z.infer<typeof pictureFacts>;

/** Why one picture is better than another, with the figures of both where there are some. */
export const qualityReason = z.object({
  kind: z.enum([
    "protected",
    "camera-file",
    "camera",
    "pixels",
    "not-enlarged",
    "holds-more",
    "plain",
    "shows-more",
    "lossless",
    "jpeg-quality",
    "sharpness",
    "bytes-per-pixel",
    "unedited",
    "metadata",
    "position",
    "taken-time",
    "older",
    "rating",
    "favourite",
    "collections",
  ]),
  /** older: days. */
  value: z.number().nullable(),
  than: z.number().nullable(),
  /** camera and camera-file: the camera; pixels: shared when only those of what both show are counted; lossless: the format; unedited: what the other was edited with; taken-time and older: when. */
  detail: z.string().nullable(),
});
export type QualityReason = z.infer<typeof qualityReason>;

/** By what the picture to keep is chosen; see [Note: Suggested keeper]. */
export const keeperChoice = z.enum(["suggested", "most-metadata", "most-pixels", "largest-file", "oldest", "camera-file"]);
export type KeeperChoice = z.infer<typeof keeperChoice>;

/** What was measured of a pair on the layer `view`; of a near hash only the agreement, where the pixels were looked at; other layers leave all of it out. */
export const pairEvidence = z.object({
  /** Share of the smaller picture that the two have in common. */
  overlap: z.number().optional(),
  /** Share of textured blocks of the overlap that correlate. */
  agreement: z.number().optional(),
  inliers: z.number().int().optional(),
  isMirrored: z.boolean().optional(),
  /** One of the two is an animation or has several pages, of which only the first was looked at. */
  isOfFirstFrame: z.boolean().optional(),
  /** The one that holds what the other has lost: its colours, or what lies under a mark there; "unsure": a mark lies over one of the two. */
  holdsMore: z.enum(["older", "newer", "unsure"]).optional(),
  /** From the older picture's upright pixels to the newer one's, row by row: six numbers of an affine map, or nine of a homography. */
  transform: z.array(z.number()).optional(),
});
export type PairEvidence = z.infer<typeof pairEvidence>;

/** A picture of a group with what speaks for it. */
export const groupImage = imageTile.extend({
  facts: pictureFacts,
  /** In what it is better than the suggested one; of that one: than the next best. The weightiest first. */
  reasons: z.array(qualityReason),
});
export type GroupImage = z.infer<typeof groupImage>;

/** Evidence that one picture repeats another. */
export const groupPair = z.object({
  imageId: z.uuid(),
  ofImageId: z.uuid(),
  layer: duplicateLayer,
  verdict: z.enum(["duplicate", "similar"]),
  /** bytes and pixels: 0; perceptual: Hamming distance of 256-bit hashes; view: 1 − the share of blocks that agree; embedding: cosine similarity. */
  distance: z.number(),
  evidence: pairEvidence,
});
export type GroupPair = z.infer<typeof groupPair>;

/** What a pair of pictures has in common: the surest layer that calls it a duplicate, or `similar` when none does. */
export const pairKind = z.enum(["bytes", "pixels", "perceptual", "view", "similar"]);
export type PairKind = z.infer<typeof pairKind>;

/** Pictures of which each repeats some other, and nobody has decided yet; or a held one whose twins are gone. */
export const duplicateGroup = z.object({
  /** The smallest id of its images: the one that was added first. */
  id: z.uuid(),
  imageCount: z.number().int(),
  /** How many of them are held until somebody decides. */
  heldCount: z.number().int(),
  /** The first `groupImagesListed` of them and the suggested one, oldest first. */
  images: z.array(groupImage),
  /** The others, oldest first; `describeGroupImages` tells of them. */
  restIds: z.array(z.uuid()),
  /** Of its first `groupImagesMax` images the one that would be kept, see [Note: Suggested keeper]. */
  suggestedKeepId: z.uuid(),
  /** Those of all its images that may not go for the suggested one, see [Note: What may go]: they are kept beside it. */
  similarIds: z.array(z.uuid()),
  /** Evidence among those images, each pair by its surest layer; `imageId` is the newer one. */
  pairs: z.array(groupPair),
});
export type DuplicateGroup = z.infer<typeof duplicateGroup>;

export const listDuplicateGroups = operation({
  name: "listDuplicateGroups",
  summary: "Groups of pictures that repeat each other and that nobody has decided about, the largest first",
  tag,
  method: "GET",
  path: "/api/v1/duplicates/groups",
  access: "member",
  input: z.object({
    /** Only what hangs together by pairs of this kind. */
    kind: pairKind.optional(),
    /** waiting: groups with a held picture first. */
    order: z.enum(["largest", "waiting"]).default("largest"),
    ...pageInput,
  }),
  output: z.object({
    groups: z.array(duplicateGroup),
    ...pageOutput,
    /** False when there is more evidence than is looked through at once: decide about some, then there are others. */
    complete: z.boolean(),
  }),
});

export const describeGroupImages = operation({
  name: "describeGroupImages",
  summary: "What is known of some pictures of a group, what speaks for each against another one, and the evidence among them all",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/groups/describe",
  access: "member",
  scope: "read",
  input: z.object({ imageIds: groupIds.min(1), thanId: z.uuid() }),
  output: z.object({ images: z.array(groupImage), pairs: z.array(groupPair) }),
});

export const resolveDuplicateGroup = operation({
  name: "resolveDuplicateGroup",
  summary: "Keep some pictures of a group, with the collections of the others, and move the others to the trash",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/groups/resolve",
  access: "member",
  input: z.object({
    keepIds: groupIds.min(1),
    trashIds: groupIds.default([]),
    /** Of several that are kept: a stack under the first. */
    stack: z.boolean().optional(),
  }),
  output: z.object({
    keptIds: z.array(z.uuid()),
    trashedIds: z.array(z.uuid()),
  }),
});

export const dismissDuplicateGroup = operation({
  name: "dismissDuplicateGroup",
  summary: "Say that these pictures, none of them in the trash, have nothing to do with each other: no pair of them is brought up again",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/groups/dismiss",
  access: "member",
  input: z.object({ imageIds: wholeGroupIds.min(2) }),
  output: z.object({ imageIds: z.array(z.uuid()) }),
});

export const reopenDuplicateGroup = operation({
  name: "reopenDuplicateGroup",
  summary:
    "Undo what was decided among some pictures, as `listDecidedGroups` lists it: forget it, and bring back what it moved. Those that are not there any more are left out",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/groups/reopen",
  access: "member",
  input: z.object({ imageIds: wholeGroupIds.min(1) }),
  output: z.object({ imageIds: z.array(z.uuid()), restoredIds: z.array(z.uuid()) }),
});

export const stackImages = operation({
  name: "stackImages",
  summary: "Group shots of one scene as a stack, which lists show as its cover (the first, unless another is named)",
  tag: "images",
  method: "POST",
  path: "/api/v1/images/stack",
  access: "member",
  input: z.object({ imageIds: groupIds.min(2), coverId: z.uuid().optional() }),
  output: z.object({ coverId: z.uuid(), imageIds: z.array(z.uuid()) }),
});

export const unstackImages = operation({
  name: "unstackImages",
  summary: "Take pictures out of their stack; without its cover it goes on under the next picture",
  tag: "images",
  method: "POST",
  path: "/api/v1/images/unstack",
  access: "member",
  input: z.object({ imageIds: groupIds.min(1) }),
  output: z.object({ imageIds: z.array(z.uuid()) }),
});
