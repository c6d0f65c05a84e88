import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { addToCollection } from "../collections/change-memberships";
import { createCollection } from "../collections/create-collection";
import { getCollection } from "../collections/list-collections";
import { memberships } from "../db/schema/images";
import { insertTestImage } from "../images/testing";
import { limits } from "../limits";
import { answerInvitation, listInvitations } from "./answer-invitation";
import { addGroupMember, createGroup, deleteGroup, removeGroupMember, updateGroup } from "./change-group";
import { leaveCollection, removeMember } from "./change-member";
import * as operations from "./group-schema";
import { inviteMember } from "./invite-member";
import { listGroups } from "./list-groups";
import { listMembers } from "./list-members";
import { openSharing } from "./testing";

let ctx: AccountContext;
let anna: Actor;
let ben: Actor;
let cleo: Actor;
let collectionId: string;
let groupId: string;
const as = (actor: Actor) => ({ ...ctx, actor });
const usernameOf = (actor: Actor) => `person-${actor.userId}`;
const notFound = { code: "not-found" };

beforeAll(async () => {
  ctx = await openAccountContext();
});
beforeEach(async () => {
  [anna, ben, cleo] = await Promise.all([createTestActor(ctx), createTestActor(ctx), createTestActor(ctx)]);
  collectionId = (await createCollection(as(anna), { name: "Journey", tags: [] })).id;
  groupId = (await createGroup(as(anna), { name: "Family" })).id;
});
afterAll(() => ctx.close());

const put = (person: Actor) => addGroupMember(as(anna), { groupId, person: usernameOf(person) });
const share = (role: "viewer" | "contributor" = "viewer") => inviteMember(as(anna), { collectionId, groupId, role });
const accessOf = async (actor: Actor) => (await getCollection(as(actor), { collectionId }).catch(() => undefined))?.access;

async function addPictureOf(actor: Actor) {
  const imageId = await insertTestImage(ctx.db, actor);
  await addToCollection(as(actor), { collectionId, imageIds: [imageId] });
  const where = and(eq(memberships.imageId, imageId), eq(memberships.collectionId, collectionId));
  return async () => (await ctx.db.select().from(memberships).where(where)).length === 1;
}

test("people of a group see at once what is shared with it, also those who come later", async () => {
  await put(ben);
  const { member, invitationPath } = await share();
  expect([member.group, member.state, invitationPath]).toEqual([{ id: groupId, name: "Family", count: 1 }, "joined", null]);
  expect([await accessOf(ben), await accessOf(cleo)]).toEqual(["viewer", undefined]);
  const group = await put(cleo);
  expect(operations.addGroupMember.output.parse(group)).toEqual(group);
  expect(group.people.map(({ id }) => id).sort()).toEqual([ben.userId, cleo.userId].sort());
  expect(await accessOf(cleo)).toBe("viewer");
  await expect(share()).rejects.toMatchObject({ code: "already-exists" });
});

test("the larger of one's own role and a group's counts", async () => {
  await put(ben);
  await share("contributor");
  await openSharing(ctx).join(anna, collectionId, ben, "viewer");
  expect(await accessOf(ben)).toBe("contributor");
});

test("a group is its maker's: others in it see it and may leave it, strangers see nothing", async () => {
  await put(ben);
  expect((await listGroups(as(ben))).groups).toMatchObject([{ id: groupId, isOwn: false, people: [{ id: ben.userId }] }]);
  expect((await listGroups(as(cleo))).groups).toEqual([]);
  const ask = [
    (actor: Actor) => updateGroup(as(actor), { groupId, name: "Mine" }),
    (actor: Actor) => deleteGroup(as(actor), { groupId }),
    (actor: Actor) => addGroupMember(as(actor), { groupId, person: usernameOf(cleo) }),
    (actor: Actor) => removeGroupMember(as(actor), { groupId, userId: anna.userId }),
  ];
  for (const each of ask) {
    await expect(each(ben)).rejects.toMatchObject({ code: "forbidden" });
    await expect(each(cleo)).rejects.toMatchObject({ code: "not-found", message: "There is no such group." });
  }
  const bens = await createCollection(as(ben), { name: "Ben's", tags: [] });
  await expect(inviteMember(as(ben), { collectionId: bens.id, groupId, role: "viewer" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(inviteMember(as(cleo), { collectionId, groupId, role: "viewer" })).rejects.toMatchObject(notFound);
  await removeGroupMember(as(ben), { groupId, userId: ben.userId });
  expect((await listGroups(as(anna))).groups).toMatchObject([{ isOwn: true, people: [] }]);
});

test("a group is renamed, and an unknown person or group is not found", async () => {
  expect(await updateGroup(as(anna), { groupId, name: "Household" })).toMatchObject({ name: "Household" });
  await expect(addGroupMember(as(anna), { groupId, person: "nobody" })).rejects.toMatchObject(notFound);
  await expect(addGroupMember(as(anna), { groupId, person: "nobody@example.net" })).rejects.toMatchObject({
    message: "Nobody with this e-mail address has an account here.",
  });
  await expect(removeGroupMember(as(anna), { groupId, userId: ben.userId })).rejects.toMatchObject(notFound);
  await expect(deleteGroup(as(anna), { groupId: uuidv7() })).rejects.toMatchObject(notFound);
  await expect(inviteMember(as(anna), { collectionId, groupId: uuidv7(), role: "viewer" })).rejects.toMatchObject(notFound);
});

test.each([
  ["is put out of the group", () => removeGroupMember(as(anna), { groupId, userId: ben.userId })],
  ["leaves the group", () => removeGroupMember(as(ben), { groupId, userId: ben.userId })],
  ["loses the group", () => deleteGroup(as(anna), { groupId })],
  [
    "is in a group that is put out of the collection",
    async () => {
      const [member] = (await listMembers(as(anna), { collectionId })).members;
      await removeMember(as(anna), { collectionId, memberId: member?.id ?? "" });
    },
  ],
])("whoever %s is out of its collections at once, with their pictures", async (_how, end) => {
  await put(ben);
  await share("contributor");
  const isThere = await addPictureOf(ben);
  expect([await accessOf(ben), await isThere()]).toEqual(["contributor", true]);
  await end();
  expect([await accessOf(ben), await isThere()]).toEqual([undefined, false]);
});

test("whoever is in by themselves too stays, with their pictures", async () => {
  await put(ben);
  await share("contributor");
  await openSharing(ctx).join(anna, collectionId, ben, "viewer");
  const isThere = await addPictureOf(ben);
  await deleteGroup(as(anna), { groupId });
  expect([await accessOf(ben), await isThere()]).toEqual(["viewer", true]);
});

test("who leaves a collection that a group gives stays out until they accept an invitation of their own", async () => {
  await put(ben);
  await share("contributor");
  const isThere = await addPictureOf(ben);
  await leaveCollection(as(ben), { collectionId });
  expect([await accessOf(ben), await isThere()]).toEqual([undefined, false]);
  const left = (await listMembers(as(anna), { collectionId })).members.find(({ state }) => state === "left");
  await expect(removeMember(as(anna), { collectionId, memberId: left?.id ?? "" })).rejects.toMatchObject({ code: "conflict" });
  const { member } = await inviteMember(as(anna), { collectionId, person: usernameOf(ben), role: "viewer" });
  expect([member.id, await accessOf(ben)]).toEqual([left?.id, undefined]);
  await removeMember(as(anna), { collectionId, memberId: member.id });
  expect([(await listInvitations(as(ben))).invitations, await accessOf(ben)]).toEqual([[], undefined]);
  await inviteMember(as(anna), { collectionId, person: usernameOf(ben), role: "viewer" });
  await answerInvitation(as(ben), { invitationId: member.id, accept: true });
  expect(await accessOf(ben)).toBe("contributor");
});

test("a person makes so many groups and no more", async () => {
  for (let made = 1; made < limits.sharing.groupsMax; made++) await createGroup(as(anna), { name: `Group ${made}` });
  await expect(createGroup(as(anna), { name: "One more" })).rejects.toMatchObject({ code: "conflict" });
});

test("groups come by pages, by name", async () => {
  for (const name of ["aunts", "Zoo"]) await createGroup(as(anna), { name });
  await createGroup(as(cleo), { name: "Choir" });
  await put(ben);
  const pageOf = async (actor: Actor, page: number) => {
    const answer = await listGroups(as(actor), { page, limit: 2 });
    expect(operations.listGroups.output.parse(answer)).toEqual(answer);
    return [answer.groups.map(({ name }) => name), answer.page, answer.total];
  };
  expect([await pageOf(anna, 1), await pageOf(anna, 2)]).toEqual([
    [["aunts", "Family"], 1, 3],
    [["Zoo"], 2, 3],
  ]);
  expect(await pageOf(ben, 1)).toEqual([["Family"], 1, 1]);
});
