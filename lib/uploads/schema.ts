import { z } from "zod";
import { operation } from "../api/operation";
import { duplicateEvidence, imagePlace, plainText } from "../images/schema";
import { limits } from "../limits";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Goes with every batch of files of UploadThing's route `images`. */
export const uploadInput = z.object({
  collectionId: z.union([z.uuid(), z.literal("default")]).default("default"),
  detectDuplicates: z.boolean().default(true),
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
  input: z.object({ imageIds: z.array(z.uuid()).min(1).max(limits.page.bulkIdsMax) }),
  output: z.object({
    outcomes: z.array(
      z.object({
        imageId: z.uuid(),
        status: z.enum(["pending", "processed", "failed"]),
        place: imagePlace,
        failureReason: z.string().nullable(),
        twins: z.array(duplicateEvidence),
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
  input: z.object({}),
  output: z.object({ imports: z.array(importView) }),
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
  summary: "Files of an import with what became of them",
  tag,
  method: "GET",
  path: "/api/v1/imports/{importId}/files",
  access: "administrator",
  input: z.object({
    importId: z.uuid(),
    status: z.enum(["waiting", "created", "duplicate", "rejected", "ignored"]).optional(),
    after: plainText.optional(),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  }),
  output: z.object({
    files: z.array(
      z.object({
        relativePath: z.string(),
        status: z.enum(["waiting", "created", "duplicate", "rejected", "ignored"]),
        reason: z.string().nullable(),
        imageId: z.uuid().nullable(),
      }),
    ),
  }),
});
