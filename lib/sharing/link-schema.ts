import { z } from "zod";
import { operation } from "../api/operation";
import { collectionId } from "../collections/schema";
import { imageIds, plainText, uploadResult } from "../images/schema";
import { limits } from "../limits";
import { pageInput, pageOutput } from "../paging";

const tag = "sharing";

const linkPassword = z.string().min(4, "Use at least 4 characters.").max(limits.auth.passwordLengthMax);
const linkSettings = {
  title: plainText.trim().max(limits.text.titleLengthMax).optional(),
  /** Null: none. */
  password: linkPassword.nullable().optional(),
  /** UTC; null: never. */
  expiresAt: z.iso.datetime().nullable().optional(),
  allowDownload: z.boolean().optional(),
  allowOriginals: z.boolean().optional(),
  showDetails: z.boolean().optional(),
  allowAdd: z.boolean().optional(),
};

export const linkView = z.object({
  id: z.uuid(),
  title: z.string(),
  /** Null: a selection of images. */
  collectionId: z.uuid().nullable(),
  imageCount: z.number().int(),
  hasPassword: z.boolean(),
  expiresAt: z.string().nullable(),
  allowDownload: z.boolean(),
  allowOriginals: z.boolean(),
  showDetails: z.boolean(),
  allowAdd: z.boolean(),
  viewCount: z.number().int(),
  lastViewedAt: z.string().nullable(),
  createdAt: z.string(),
  state: z.enum(["open", "expired", "revoked"]),
});
export type LinkView = z.infer<typeof linkView>;

export const listLinks = operation({
  name: "listLinks",
  summary: "One's share links, newest first; of one collection, or all",
  tag,
  method: "GET",
  path: "/api/v1/links",
  access: "member",
  input: z.object({ collectionId: z.uuid().optional(), ...pageInput }),
  output: z.object({ links: z.array(linkView), ...pageOutput }),
});

export const createLink = operation({
  name: "createLink",
  summary: "Make a share link to an own collection or a selection of own images; its path is answered this once",
  tag,
  method: "POST",
  path: "/api/v1/links",
  access: "member",
  successStatus: 201,
  input: z.object({
    collectionId: collectionId.optional(),
    imageIds: imageIds.max(limits.sharing.linkImagesMax).optional(),
    ...linkSettings,
  }),
  output: z.object({ link: linkView, path: z.string() }),
});

export const updateLink = operation({
  name: "updateLink",
  summary: "Change what a share link allows, its password or its end",
  tag,
  method: "PATCH",
  path: "/api/v1/links/{linkId}",
  access: "member",
  input: z.object({ linkId: z.uuid(), ...linkSettings }),
  output: linkView,
});

export const revokeLink = operation({
  name: "revokeLink",
  summary: "Close a share link for good; it holds at once",
  tag,
  method: "DELETE",
  path: "/api/v1/links/{linkId}",
  access: "member",
  input: z.object({ linkId: z.uuid() }),
  output: "none",
});

const token = z.string().min(1).max(200);

/** What whoever has a link may know of it. */
export const sharedView = z.object({
  title: z.string(),
  ownerName: z.string(),
  imageCount: z.number().int(),
  expiresAt: z.string().nullable(),
  allowDownload: z.boolean(),
  allowOriginals: z.boolean(),
  showDetails: z.boolean(),
  allowAdd: z.boolean(),
});
export type SharedView = z.infer<typeof sharedView>;

/** An image as a link shows it: fields that tell where, with what or under which name it was taken are null unless allowed. */
export const sharedImage = z.object({
  id: z.uuid(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  thumbhash: z.string().nullable(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  takenLocal: z.string(),
  originalName: z.string().nullable(),
  position: z.object({ latitude: z.number(), longitude: z.number(), altitudeM: z.number().nullable() }).nullable(),
  camera: z.object({ make: z.string().nullable(), model: z.string().nullable(), lens: z.string().nullable() }).nullable(),
});
export type SharedImage = z.infer<typeof sharedImage>;

/** An absent, revoked and expired link answer alike (404); one whose password is missing or wrong answers 401. */
export const openLink = operation({
  name: "openLink",
  summary: "Open a share link, with its password if it has one; sets a cookie that remembers it",
  tag: "shared",
  method: "POST",
  path: "/api/v1/shared/{token}/open",
  access: "link",
  input: z.object({ token, password: z.string().max(limits.auth.passwordLengthMax).optional() }),
  output: sharedView,
});

export const getShared = operation({
  name: "getShared",
  summary: "What a share link shows",
  tag: "shared",
  method: "GET",
  path: "/api/v1/shared/{token}",
  access: "link",
  input: z.object({ token }),
  output: sharedView,
});

export const listSharedImages = operation({
  name: "listSharedImages",
  summary: "Images of a share link, in its order",
  tag: "shared",
  method: "GET",
  path: "/api/v1/shared/{token}/images",
  access: "link",
  input: z.object({
    token,
    cursor: z.string().max(500).optional(),
    limit: z.coerce.number().int().min(1).max(limits.page.sizeMax).default(limits.page.defaultSize),
  }),
  output: z.object({ images: z.array(sharedImage), nextCursor: z.string().nullable(), total: z.number().int() }),
});

export const getSharedThumbnail = operation({
  name: "getSharedThumbnail",
  summary: "A thumbnail of an image of a share link",
  tag: "shared",
  method: "GET",
  path: "/api/v1/shared/{token}/images/{imageId}/thumbnail",
  access: "link",
  input: z.object({
    token,
    imageId: z.uuid(),
    /** Longer side at most, in pixels; it may be smaller by up to half. */
    size: z.union([z.enum(["small", "large"]), z.coerce.number().int().min(16).max(2_048)]).default(400),
  }),
  output: "bytes",
});

export const getSharedOriginal = operation({
  name: "getSharedOriginal",
  summary:
    "An image of a share link to keep: re-encoded, or the original where the link allows it, without its metadata unless details are shown",
  tag: "shared",
  method: "GET",
  path: "/api/v1/shared/{token}/images/{imageId}/original",
  access: "link",
  input: z.object({ token, imageId: z.uuid() }),
  output: "bytes",
});

export const downloadShared = operation({
  name: "downloadShared",
  summary: "All images of a share link as a zip, each as `getSharedOriginal` gives it",
  tag: "shared",
  method: "GET",
  path: "/api/v1/shared/{token}/archive",
  access: "link",
  input: z.object({ token }),
  output: "bytes",
  contentType: "application/zip",
});

export const addToShared = operation({
  name: "addToShared",
  summary: "Add pictures to the collection of a share link that allows it; multipart `files`",
  tag: "shared",
  method: "POST",
  path: "/api/v1/shared/{token}/images",
  access: "link",
  upload: true,
  form: z.object({ files: z.array(z.file()) }),
  input: z.object({ token }),
  output: z.object({ results: z.array(uploadResult) }),
});
