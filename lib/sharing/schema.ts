import { z } from "zod";
import { operation } from "../api/operation";
import { collectionId } from "../collections/schema";
import { imageIds, plainText, uploadResult } from "../images/schema";
import { limits } from "../limits";
import { pageInput, pageOutput } from "../paging";

const tag = "sharing";

/** What a member may do: look, add, change. The owner is nobody's member. */
export const memberRole = z.enum(["viewer", "contributor", "editor"]);
export type MemberRole = z.infer<typeof memberRole>;

export const personView = z.object({ id: z.uuid(), username: z.string() });
export type PersonView = z.infer<typeof personView>;

/** A person, a group, or an e-mail address whose invitation nobody has taken yet. */
export const memberView = z.object({
  id: z.uuid(),
  role: memberRole,
  person: personView.nullable(),
  group: z.object({ id: z.uuid(), name: z.string(), count: z.number().int() }).nullable(),
  email: z.string().nullable(),
  /** invited: has not said yes yet. */
  state: z.enum(["invited", "joined", "left"]),
  createdAt: z.string(),
});
export type MemberView = z.infer<typeof memberView>;

export const listMembers = operation({
  name: "listMembers",
  summary: "Whom a collection is shared with, in the order of their invitations",
  tag,
  method: "GET",
  path: "/api/v1/collections/{collectionId}/members",
  access: "member",
  input: z.object({ collectionId, ...pageInput }),
  output: z.object({ owner: personView, members: z.array(memberView), ...pageOutput }),
});

export const inviteMember = operation({
  name: "inviteMember",
  summary:
    "Share a collection with a person by username or e-mail address, or with a group. For an address without an account the answer holds, once, the path of a link to pass on",
  tag,
  method: "POST",
  path: "/api/v1/collections/{collectionId}/members",
  access: "member",
  successStatus: 201,
  input: z.object({
    collectionId,
    /** Username or e-mail address. */
    person: plainText.trim().min(1, "Type a username or an e-mail address.").max(254).optional(),
    groupId: z.uuid().optional(),
    role: memberRole.default("viewer"),
  }),
  output: z.object({ member: memberView, invitationPath: z.string().nullable() }),
});

const memberId = z.uuid();

export const updateMember = operation({
  name: "updateMember",
  summary: "Give a member another role",
  tag,
  method: "PATCH",
  path: "/api/v1/collections/{collectionId}/members/{memberId}",
  access: "member",
  input: z.object({ collectionId, memberId, role: memberRole }),
  output: memberView,
});

export const removeMember = operation({
  name: "removeMember",
  summary: "Stop sharing with a member, or take an invitation back; pictures that only they added leave the collection with them",
  tag,
  method: "DELETE",
  path: "/api/v1/collections/{collectionId}/members/{memberId}",
  access: "member",
  input: z.object({ collectionId, memberId }),
  output: "none",
});

export const leaveCollection = operation({
  name: "leaveCollection",
  summary: "Leave a collection of somebody else; one's own pictures leave it too",
  tag,
  method: "POST",
  path: "/api/v1/collections/{collectionId}/leave",
  access: "member",
  input: z.object({ collectionId: z.uuid() }),
  output: "none",
});

export const updateSharing = operation({
  name: "updateSharing",
  summary: "What members of a collection learn: details (position, camera, file names), and whether they may have originals",
  tag,
  method: "PATCH",
  path: "/api/v1/collections/{collectionId}/sharing",
  access: "member",
  input: z.object({ collectionId, shareDetails: z.boolean().optional(), shareOriginals: z.boolean().optional() }),
  output: z.object({ shareDetails: z.boolean(), shareOriginals: z.boolean() }),
});

export const invitationView = z.object({
  id: z.uuid(),
  collection: z.object({ id: z.uuid(), name: z.string() }),
  invitedBy: personView,
  role: memberRole,
  createdAt: z.string(),
});
export type InvitationView = z.infer<typeof invitationView>;

export const listInvitations = operation({
  name: "listInvitations",
  summary: "Collections that one is invited to and has not answered yet, the oldest invitation first",
  tag,
  method: "GET",
  path: "/api/v1/sharing/invitations",
  access: "member",
  input: z.object(pageInput),
  output: z.object({ invitations: z.array(invitationView), ...pageOutput }),
});

export const answerInvitation = operation({
  name: "answerInvitation",
  summary: "Accept or decline an invitation to a collection",
  tag,
  method: "POST",
  path: "/api/v1/sharing/invitations/{invitationId}/answer",
  access: "member",
  input: z.object({ invitationId: z.uuid(), accept: z.boolean() }),
  output: z.object({ collectionId: z.uuid().nullable() }),
});

export const redeemInvitation = operation({
  name: "redeemInvitation",
  summary: "Join a collection by the token of an invitation's link; it is good once",
  tag,
  method: "POST",
  path: "/api/v1/sharing/invitations/redeem",
  access: "member",
  input: z.object({ token: z.string().min(1).max(200) }),
  output: z.object({ collectionId: z.uuid() }),
});

export const groupView = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Whether the asker made it and manages it. */
  isOwn: z.boolean(),
  people: z.array(personView),
});
export type GroupView = z.infer<typeof groupView>;

const groupId = z.uuid();
const groupName = plainText.trim().min(1, "Give the group a name.").max(limits.text.nameLengthMax);

export const listGroups = operation({
  name: "listGroups",
  summary: "Groups that one made, and those one is in, by name",
  tag,
  method: "GET",
  path: "/api/v1/groups",
  access: "member",
  input: z.object(pageInput),
  output: z.object({ groups: z.array(groupView), ...pageOutput }),
});

export const createGroup = operation({
  name: "createGroup",
  summary: "Make a group of people to share with",
  tag,
  method: "POST",
  path: "/api/v1/groups",
  access: "member",
  successStatus: 201,
  input: z.object({ name: groupName }),
  output: groupView,
});

export const updateGroup = operation({
  name: "updateGroup",
  summary: "Rename a group",
  tag,
  method: "PATCH",
  path: "/api/v1/groups/{groupId}",
  access: "member",
  input: z.object({ groupId, name: groupName }),
  output: groupView,
});

export const deleteGroup = operation({
  name: "deleteGroup",
  summary: "Delete a group; what was shared with it is no longer shared with its people",
  tag,
  method: "DELETE",
  path: "/api/v1/groups/{groupId}",
  access: "member",
  input: z.object({ groupId }),
  output: "none",
});

export const addGroupMember = operation({
  name: "addGroupMember",
  summary: "Put a person into a group, by username or e-mail address",
  tag,
  method: "POST",
  path: "/api/v1/groups/{groupId}/people",
  access: "member",
  input: z.object({ groupId, person: plainText.trim().min(1).max(254) }),
  output: groupView,
});

export const removeGroupMember = operation({
  name: "removeGroupMember",
  summary: "Take a person out of a group, or leave it",
  tag,
  method: "DELETE",
  path: "/api/v1/groups/{groupId}/people/{userId}",
  access: "member",
  input: z.object({ groupId, userId: z.uuid() }),
  output: "none",
});

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
