import { z } from "zod";
import { operation } from "../api/operation";
import { collectionId } from "../collections/schema";
import { duplicateLayer, imageMetadata, imagePlace, imageStatus, includeDetails, namedEvidence, plainText } from "../images/schema";
import { limits } from "../limits";
import { pageInput, pageOutput } from "../paging";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** review: a near duplicate is held for its person. reject: it is put in the trash, and what is only similar is held. reject-similar: both are put in the trash. Equal bytes are not kept again in any case. */
export const onDuplicate = z.enum(["review", "reject", "reject-similar"]);
export type OnDuplicate = z.infer<typeof onDuplicate>;

/** Goes with every batch of files of UploadThing's route `images`. */
export const uploadInput = z.object({
  collectionId: z.union([z.uuid(), z.literal("default")]).default("default"),
  detectDuplicates: z.boolean().default(true),
  onDuplicate: onDuplicate.default("review"),
});
export type UploadInput = z.infer<typeof uploadInput>;

const systemFiles = new Set(["thumbs.db", "desktop.ini", "icon\r", "ehthumbs.db", "picasa.ini"]);
const sidecars = new Set(["xmp", "aae", "json", "thm", "xml", "pp3", "dop", "ini"]);
const videos = new Set(["mp4", "mov", "avi", "mkv", "webm", "m4v", "3gp", "mts", "m2ts", "mpg", "mpeg", "wmv", "insv", "lrv"]);

/**
 * Why a file of a dropped or imported folder is passed over without being read, as words for one
 * summary line; undefined when it may be a picture. Decided by the name alone.
 */
export function findIgnoredReason(fileName: string): "system file" | "hidden file" | "sidecar" | "video" | undefined {
  const name = fileName.toLowerCase();
  const extension = name.slice(name.lastIndexOf(".") + 1);
  if (systemFiles.has(name) || name === ".ds_store") return "system file";
  if (name.startsWith(".")) return "hidden file";
  if (!name.includes(".")) return undefined;
  if (sidecars.has(extension)) return "sidecar";
  return videos.has(extension) ? "video" : undefined;
}

const tag = "uploads";

/** What an image repeats: `of` is the older image. A pair's distance is 0 for bytes, and pixels, the Hamming distance of 256 bits for perceptual, 1 − the share of blocks that agree for view, the cosine similarity for embedding. */
export const picturePair = z.object({
  layer: duplicateLayer,
  verdict: z.enum(["duplicate", "similar"]),
  of: z.uuid(),
  distance: z.number(),
});
export type PicturePair = z.infer<typeof picturePair>;

const about = { fileName: z.string() };
/**
 * What became of one file or address. pending: kept, and its processing goes on. duplicate: `imageId`
 * is the equal picture that was here, or of a near duplicate that was refused the new one, in the trash.
 */
export const pictureResult = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("created"), ...about, imageId: z.uuid(), status: imageStatus, failureReason: z.string().nullable() }),
  z.object({ outcome: z.literal("pending"), ...about, imageId: z.uuid() }),
  z.object({ outcome: z.literal("updated"), ...about, imageId: z.uuid(), place: imagePlace }),
  z.object({ outcome: z.literal("held"), ...about, imageId: z.uuid(), pairs: z.array(picturePair) }),
  z.object({ outcome: z.literal("duplicate"), ...about, imageId: z.uuid(), place: imagePlace, pairs: z.array(picturePair) }),
  z.object({ outcome: z.literal("rejected"), ...about, code: z.string(), detail: z.string() }),
]);
export type PictureResult = z.infer<typeof pictureResult>;

const flag = z.union([z.boolean(), z.stringbool()]);
/** How pictures are taken in by the API; the same in a query and in a JSON body. */
export const receiveOptions = z.object({
  /** An own collection, or a shared one in which one may add: the picture is then in both that and one's default one. */
  targetCollection: z.union([collectionId, z.literal("DEFAULT").transform(() => "default" as const)]).default("default"),
  /** false: every file becomes an image, whatever is here already. */
  detectDuplicates: flag.default(true),
  onDuplicate: onDuplicate.default("review"),
  /** Answer only when the pictures are processed, or after a minute. */
  wait: flag.default(false),
});
export type ReceiveOptions = z.infer<typeof receiveOptions>;

export const addImages = operation({
  name: "addImages",
  summary:
    "Add pictures: a multipart form of files; a field `lastModified` (milliseconds) before a file says when that one was last changed. One result per file, in their order",
  tag: "images",
  method: "POST",
  path: "/api/v1/images",
  access: "member",
  upload: true,
  form: z.object({ files: z.array(z.file()) }),
  input: receiveOptions,
  output: z.object({ results: z.array(pictureResult) }),
});

const sourceUrl = z.string().min(1, "Give an address.").max(limits.upload.urlLengthMax);
const urlItem = z.object({ url: sourceUrl, metadata: imageMetadata.optional() });

export const addImagesByUrl = operation({
  name: "addImagesByUrl",
  summary:
    "Add pictures of the public web by their addresses: one `url`, a list of `urls`, or `items` with metadata each. An address that was added before updates its image",
  tag: "images",
  method: "POST",
  path: "/api/v1/images/by-url",
  access: "member",
  errors: ["quota-exceeded"],
  input: receiveOptions.extend({
    url: sourceUrl.optional(),
    urls: z.array(sourceUrl).max(limits.upload.urlsMax).optional(),
    items: z.array(urlItem).max(limits.upload.urlsMax).optional(),
    /** Of every address that has none of its own. */
    metadata: imageMetadata.optional(),
  }),
  output: z.object({ results: z.array(pictureResult.and(z.object({ url: z.string() }))) }),
});

export const deleteImageByUrl = operation({
  name: "deleteImageByUrl",
  summary: "Move the image of an address to the trash, or with `permanent` delete it for good",
  tag: "images",
  method: "DELETE",
  path: "/api/v1/images/by-url",
  access: "member",
  errors: ["not-found", "address-not-allowed"],
  input: z.object({ url: sourceUrl, permanent: z.stringbool().default(false) }),
  output: "none",
});

export const inspectFile = operation({
  name: "inspectFile",
  summary: "What the server makes of a file (its type, pixels, EXIF and hashes, with times); nothing is stored",
  tag: "images",
  method: "POST",
  path: "/api/v1/inspect",
  access: "administrator",
  upload: true,
  input: z.object({}),
  output: z.object({
    sizeBytes: z.number().int(),
    sha256,
    /** By the first bytes; null: none that is kept. */
    contentType: z.string().nullable(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    frames: z.number().int().nullable(),
    exif: z.record(z.string(), z.unknown()).nullable(),
    /** Bits as text; null for a flat picture. */
    perceptualHash: z.object({ hash64: z.string(), hash256: z.string() }).nullable(),
    /** Why no picture comes out of it. */
    failure: z.object({ code: z.string(), detail: z.string() }).nullable(),
    timingsMs: z.record(z.string(), z.number()),
  }),
});

export const checkHashes = operation({
  name: "checkHashes",
  summary: "Which of these contents are already here, asked before a byte is sent",
  tag,
  method: "POST",
  path: "/api/v1/uploads/check",
  access: "member",
  input: z.object({ hashes: z.array(sha256).min(1).max(limits.upload.hashesPerCheckMax) }),
  output: z.object({ known: z.array(z.object({ sha256, imageId: z.uuid(), place: imagePlace, originalName: z.string() })) }),
});

/** What became of uploaded images after processing: asked by the upload panel for images it created. */
export const getUploadOutcomes = operation({
  name: "getUploadOutcomes",
  summary: "How far the processing of these images is",
  tag,
  method: "POST",
  path: "/api/v1/uploads/outcomes",
  access: "member",
  input: z.object({ imageIds: z.array(z.uuid()).min(1).max(limits.page.bulkIdsMax), include: includeDetails }),
  output: z.object({
    outcomes: z.array(
      z.object({
        imageId: z.uuid(),
        status: z.enum(["pending", "processed", "failed"]),
        place: imagePlace,
        failureReason: z.string().nullable(),
        twins: z.array(namedEvidence),
      }),
    ),
  }),
});

export const importMode = z.enum(["copy", "refer"]);
export const importView = z.object({
  id: z.uuid(),
  folder: z.string(),
  mode: importMode,
  status: z.enum(["waiting", "scanning", "importing", "done", "failed", "cancelled"]),
  failureReason: z.string().nullable(),
  counts: z.object({
    waiting: z.number().int(),
    created: z.number().int(),
    duplicate: z.number().int(),
    rejected: z.number().int(),
    ignored: z.number().int(),
  }),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ImportView = z.infer<typeof importView>;

export const startImport = operation({
  name: "startImport",
  summary: "Import a folder of this machine: copy its pictures, or refer to them where they are",
  tag,
  method: "POST",
  path: "/api/v1/imports",
  access: "administrator",
  successStatus: 201,
  input: z.object({
    folder: z.string().min(1, "Name a folder.").max(4_096),
    mode: importMode.default("copy"),
    detectDuplicates: z.boolean().default(true),
    onDuplicate: onDuplicate.default("review"),
    collectionId: z.union([z.uuid(), z.literal("default")]).default("default"),
  }),
  output: importView,
});

export const listImports = operation({
  name: "listImports",
  summary: "The latest imports, newest first",
  tag,
  method: "GET",
  path: "/api/v1/imports",
  access: "administrator",
  input: z.object(pageInput),
  output: z.object({ imports: z.array(importView), ...pageOutput }),
});

export const cancelImport = operation({
  name: "cancelImport",
  summary: "Stop an import; what it has brought in stays",
  tag,
  method: "POST",
  path: "/api/v1/imports/{importId}/cancel",
  access: "administrator",
  input: z.object({ importId: z.uuid() }),
  output: importView,
});

export const listImportFiles = operation({
  name: "listImportFiles",
  summary: "Files of an import with what became of them; duplicate: equal bytes were here, or it was refused as a near duplicate",
  tag,
  method: "GET",
  path: "/api/v1/imports/{importId}/files",
  access: "administrator",
  input: z.object({
    importId: z.uuid(),
    status: z.enum(["waiting", "created", "duplicate", "rejected", "ignored"]).optional(),
    cursor: plainText.optional(),
    limit: z.coerce.number().int().min(1).max(limits.page.sizeMax).default(limits.page.defaultSize),
  }),
  output: z.object({
    files: z.array(
      z.object({
        relativePath: z.string(),
        status: z.enum(["waiting", "created", "duplicate", "rejected", "ignored"]),
        reason: z.string().nullable(),
        imageId: z.uuid().nullable(),
        /** The picture that is here, which a duplicate repeats. */
        ofImageId: z.uuid().nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
    total: z.number().int(),
  }),
});
