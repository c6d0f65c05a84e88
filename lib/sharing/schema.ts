import { z } from "zod";
import { operation } from "../api/operation";
import { collectionId } from "../collections/schema";
import { plainText } from "../images/schema";
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
