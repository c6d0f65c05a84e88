import { z } from "zod";
import { operation } from "../api/operation";
import { plainText } from "../images/schema";
import { limits } from "../limits";
import { pageInput, pageOutput } from "../paging";
import { personView } from "./schema";

const tag = "sharing";

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
