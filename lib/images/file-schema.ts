import { z } from "zod";
import { operation } from "../api/operation";
import { limits } from "../limits";
import { imageId } from "./schema";

const tag = "images";

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
