import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { addToCollection, removeFromCollection } from "../collections/change-memberships";
import { createCollection } from "../collections/create-collection";
import { deleteCollection } from "../collections/delete-collection";
import { getCollection, listCollections } from "../collections/list-collections";
import { updateCollection } from "../collections/update-collection";
import { images, memberships } from "../db/schema/images";
import { users } from "../db/schema/users";
import { insertTestImage } from "../images/testing";
import { limits } from "../limits";
import { answerInvitation, listInvitations, redeemInvitation } from "./answer-invitation";
import { leaveCollection, removeMember, updateMember, updateSharing } from "./change-member";
import { inviteMember } from "./invite-member";
import { listMembers } from "./list-members";
import * as operations from "./schema";
import { openSharing, type Sharing } from "./testing";

let ctx: AccountContext;
let sharing: Sharing;
let anna: Actor;
let ben: Actor;
let cleo: Actor;
let collectionId: string;
const as = (actor: Actor) => ({ ...ctx, actor });
const notFound = { code: "not-found", message: "There is no such collection." };
const forbidden = { code: "forbidden" };

beforeAll(async () => {
  ctx = await openAccountContext();
  sharing = openSharing(ctx);
});
beforeEach(async () => {
  [anna, ben, cleo] = await Promise.all([createTestActor(ctx), createTestActor(ctx), createTestActor(ctx)]);
  collectionId = (await createCollection(as(anna), { name: "Journey", tags: [] })).id;
});
afterAll(() => ctx.close());

const usernameOf = (actor: Actor) => `person-${actor.userId}`;
const isIn = async (imageId: string, id = collectionId) =>
  (
    await ctx.db
      .select()
      .from(memberships)
      .where(and(eq(memberships.imageId, imageId), eq(memberships.collectionId, id)))
  ).length === 1;

test("an invited person sees nothing until they say yes", async () => {
  const { member, invitationPath } = await inviteMember(as(anna), { collectionId, person: usernameOf(ben), role: "contributor" });
  expect(member).toMatchObject({ role: "contributor", state: "invited", person: { id: ben.userId }, email: null, group: null });
  expect(invitationPath).toBeNull();
  await expect(getCollection(as(ben), { collectionId })).rejects.toMatchObject(notFound);
  const answer = await listInvitations(as(ben));
  expect(operations.listInvitations.output.parse(answer)).toEqual(answer);
  const { invitations } = answer;
  expect(invitations).toMatchObject([{ collection: { id: collectionId, name: "Journey" }, role: "contributor" }]);
  expect(invitations[0]?.invitedBy).toEqual({ id: anna.userId, username: usernameOf(anna) });
  const invitationId = invitations[0]?.id ?? "";
  await expect(answerInvitation(as(cleo), { invitationId, accept: true })).rejects.toMatchObject({ code: "not-found" });
  expect(await answerInvitation(as(ben), { invitationId, accept: true })).toEqual({ collectionId });
  expect(await getCollection(as(ben), { collectionId })).toMatchObject({ access: "contributor", isShared: true, isDefault: false });
  expect((await listCollections(as(ben))).collections.map(({ name }) => name)).toEqual(["My pictures", "Journey"]);
  await expect(answerInvitation(as(ben), { invitationId, accept: true })).rejects.toMatchObject({ code: "not-found" });
  expect((await listInvitations(as(ben))).invitations).toEqual([]);
});

test("a declined invitation is gone, and can be sent again", async () => {
  const { member } = await inviteMember(as(anna), { collectionId, person: usernameOf(ben), role: "viewer" });
  expect(await answerInvitation(as(ben), { invitationId: member.id, accept: false })).toEqual({ collectionId: null });
  expect((await listMembers(as(anna), { collectionId })).members).toEqual([]);
  await inviteMember(as(anna), { collectionId, person: usernameOf(ben), role: "viewer" });
  await expect(inviteMember(as(anna), { collectionId, person: usernameOf(ben), role: "viewer" })).rejects.toMatchObject({
    code: "already-exists",
  });
});

test("an e-mail address with an account invites its person, without regard to case", async () => {
  const { member, invitationPath } = await inviteMember(as(anna), {
    collectionId,
    person: `${ben.userId}@EXAMPLE.org`,
    role: "viewer",
  });
  expect([member.person?.id, invitationPath]).toEqual([ben.userId, null]);
});

test("an unknown name is refused in a plain sentence; a disabled person counts as unknown", async () => {
  const invite = (person: string) => inviteMember(as(anna), { collectionId, person, role: "viewer" });
  await expect(invite("nobody-of-that-name")).rejects.toMatchObject({
    code: "not-found",
    message: "Nobody called that has an account here.",
  });
  await ctx.db.update(users).set({ disabledAt: ctx.clock.now() }).where(eq(users.id, ben.userId));
  await expect(invite(usernameOf(ben))).rejects.toMatchObject({ code: "not-found" });
  await expect(invite(usernameOf(anna))).rejects.toMatchObject({ code: "conflict" });
  await expect(inviteMember(as(anna), { collectionId, role: "viewer" })).rejects.toMatchObject({ code: "invalid-input" });
});

test("an address without an account gets a link that is good once, for whoever redeems it", async () => {
  const { member, invitationPath } = await inviteMember(as(anna), { collectionId, person: "new@example.net", role: "editor" });
  expect(member).toMatchObject({ email: "new@example.net", person: null, state: "invited" });
  const token = /^\/join\/([\w-]{43})$/.exec(invitationPath ?? "")?.[1] ?? "";
  await expect(redeemInvitation(as(ben), { token: `${token}x` })).rejects.toMatchObject({ code: "not-found" });
  await expect(redeemInvitation(as(anna), { token })).rejects.toMatchObject({ code: "conflict" });
  expect(await redeemInvitation(as(ben), { token })).toEqual({ collectionId });
  expect(await getCollection(as(ben), { collectionId })).toMatchObject({ access: "editor" });
  await expect(redeemInvitation(as(cleo), { token })).rejects.toMatchObject({ code: "not-found" });
  expect((await listMembers(as(anna), { collectionId })).members).toMatchObject([
    { person: { id: ben.userId }, email: null, state: "joined" },
  ]);
});

test("a link of an invitation ends after its time, when taken back, and when a newer one is made", async () => {
  const invite = async () => {
    const { member, invitationPath } = await inviteMember(as(anna), { collectionId, person: "New@example.net", role: "viewer" });
    return { memberId: member.id, token: invitationPath?.split("/").at(-1) ?? "" };
  };
  const first = await invite();
  const second = await invite();
  expect(second.memberId).toBe(first.memberId);
  await expect(redeemInvitation(as(ben), first)).rejects.toMatchObject({ code: "not-found" });
  const late = { ...as(ben), clock: { now: () => new Date(ctx.clock.now().getTime() + limits.sharing.invitationTtlS * 1_000) } };
  await expect(redeemInvitation(late, second)).rejects.toMatchObject({ code: "not-found" });
  await removeMember(as(anna), { collectionId, memberId: second.memberId });
  await expect(redeemInvitation(as(ben), second)).rejects.toMatchObject({ code: "not-found" });
});

test("whoever redeems a link and is in already keeps the larger role", async () => {
  await sharing.join(anna, collectionId, ben, "editor");
  const { invitationPath } = await inviteMember(as(anna), { collectionId, person: "b@example.net", role: "viewer" });
  await redeemInvitation(as(ben), { token: invitationPath?.split("/").at(-1) ?? "" });
  expect(await getCollection(as(ben), { collectionId })).toMatchObject({ access: "editor" });
  expect((await listMembers(as(anna), { collectionId })).members).toHaveLength(1);
});

test("members see one another, but not invitations and addresses; strangers see nothing", async () => {
  await sharing.join(anna, collectionId, ben, "viewer");
  await inviteMember(as(anna), { collectionId, person: "secret@example.net", role: "viewer" });
  expect((await listMembers(as(anna), { collectionId })).members).toHaveLength(2);
  const seen = await listMembers(as(ben), { collectionId });
  expect(operations.listMembers.output.parse(seen)).toEqual(seen);
  expect([seen.owner.id, seen.members.map(({ person }) => person?.id)]).toEqual([anna.userId, [ben.userId]]);
  await expect(listMembers(as(cleo), { collectionId })).rejects.toMatchObject(notFound);
});

test("only the owner manages members and what they learn; a stranger's answer is that of an absent collection", async () => {
  const memberId = await sharing.join(anna, collectionId, ben, "editor");
  const ask = [
    (actor: Actor, id: string) => inviteMember(as(actor), { collectionId: id, person: usernameOf(cleo), role: "viewer" }),
    (actor: Actor, id: string) => updateMember(as(actor), { collectionId: id, memberId, role: "editor" }),
    (actor: Actor, id: string) => removeMember(as(actor), { collectionId: id, memberId }),
    (actor: Actor, id: string) => updateSharing(as(actor), { collectionId: id, shareDetails: true }),
    (actor: Actor, id: string) => deleteCollection(as(actor), { collectionId: id, images: "keep" }),
  ];
  for (const each of ask) {
    await expect(each(ben, collectionId)).rejects.toMatchObject(forbidden);
    await expect(each(cleo, collectionId)).rejects.toMatchObject(notFound);
    await expect(each(anna, uuidv7())).rejects.toMatchObject(notFound);
  }
  expect(await getCollection(as(ben), { collectionId })).toMatchObject({ access: "editor", shareDetails: false });
});

test("a new role holds at once, and a member of another collection is none of this one", async () => {
  const memberId = await sharing.join(anna, collectionId, ben, "viewer");
  expect(await updateMember(as(anna), { collectionId, memberId, role: "editor" })).toMatchObject({ role: "editor" });
  expect(await updateCollection(as(ben), { collectionId, name: "Ours" })).toMatchObject({ name: "Ours", access: "editor" });
  await updateMember(as(anna), { collectionId, memberId, role: "viewer" });
  await expect(updateCollection(as(ben), { collectionId, name: "Mine" })).rejects.toMatchObject(forbidden);
  const other = await createCollection(as(anna), { name: "Other", tags: [] });
  await expect(updateMember(as(anna), { collectionId: other.id, memberId, role: "editor" })).rejects.toMatchObject({ code: "not-found" });
  await expect(removeMember(as(anna), { collectionId: other.id, memberId })).rejects.toMatchObject({ code: "not-found" });
  expect(await getCollection(as(ben), { collectionId })).toMatchObject({ access: "viewer" });
});

test("viewers look, contributors add and take away their own pictures, editors take away anybody's", async () => {
  const [annas, bens, cleos] = await Promise.all([anna, ben, cleo].map((actor) => insertTestImage(ctx.db, actor)));
  const add = (actor: Actor, imageId = "") => addToCollection(as(actor), { collectionId, imageIds: [imageId] });
  const remove = (actor: Actor, imageId = "") => removeFromCollection(as(actor), { collectionId, imageIds: [imageId] });
  await add(anna, annas);
  const bensId = await sharing.join(anna, collectionId, ben, "viewer");
  await sharing.join(anna, collectionId, cleo, "contributor");
  await expect(add(ben, bens)).rejects.toMatchObject(forbidden);
  await expect(remove(ben, annas)).rejects.toMatchObject(forbidden);
  expect(await add(cleo, cleos)).toEqual({ added: 1 });
  await expect(add(cleo, annas)).rejects.toMatchObject({ code: "not-found" });
  await expect(remove(cleo, annas)).rejects.toMatchObject(forbidden);
  await expect(remove(cleo, bens)).rejects.toMatchObject({ code: "not-found", message: "There is no such picture." });
  expect(await getCollection(as(ben), { collectionId })).toMatchObject({ imageCount: 2 });
  await updateMember(as(anna), { collectionId, memberId: bensId, role: "editor" });
  expect(await remove(ben, annas)).toEqual({ removed: 1 });
  expect(await remove(cleo, cleos)).toEqual({ removed: 1 });
  await add(cleo, cleos);
  expect(await remove(anna, cleos)).toEqual({ removed: 1 });
  expect(
    (
      await ctx.db
        .select()
        .from(images)
        .where(eq(images.id, cleos ?? ""))
    ).map(({ place }) => place),
  ).toEqual(["library"]);
});

test("an editor chooses any picture of the collection as its cover, and no other", async () => {
  const [annas, elsewhere] = [await insertTestImage(ctx.db, anna), await insertTestImage(ctx.db, anna)];
  const bens = await insertTestImage(ctx.db, ben);
  await addToCollection(as(anna), { collectionId, imageIds: [annas] });
  await sharing.join(anna, collectionId, ben, "editor");
  const choose = (coverImageId: string) => updateCollection(as(ben), { collectionId, coverImageId });
  expect(await choose(annas)).toMatchObject({ id: collectionId });
  for (const imageId of [elsewhere, bens, uuidv7()])
    await expect(choose(imageId)).rejects.toMatchObject({ code: "not-found", message: "There is no such picture in this collection." });
});

test("the pictures of somebody who is put out leave with them, and live on in their own default collection", async () => {
  const memberId = await sharing.join(anna, collectionId, ben, "contributor");
  const bens = await insertTestImage(ctx.db, ben, { homeCollectionId: collectionId });
  const annas = await insertTestImage(ctx.db, anna);
  await addToCollection(as(anna), { collectionId, imageIds: [annas] });
  await removeMember(as(anna), { collectionId, memberId });
  await expect(getCollection(as(ben), { collectionId })).rejects.toMatchObject(notFound);
  expect([await isIn(bens), await isIn(annas)]).toEqual([false, true]);
  const bensDefault = await getCollection(as(ben), { collectionId: "default" });
  expect(bensDefault).toMatchObject({ imageCount: 1 });
  expect((await ctx.db.select().from(images).where(eq(images.id, bens)))[0]).toMatchObject({ homeCollectionId: bensDefault.id });
});

test("whoever leaves is out at once with their pictures, and the owner may ask them again", async () => {
  await sharing.join(anna, collectionId, ben, "contributor");
  const bens = await insertTestImage(ctx.db, ben);
  await addToCollection(as(ben), { collectionId, imageIds: [bens] });
  await expect(leaveCollection(as(anna), { collectionId })).rejects.toMatchObject({ code: "conflict" });
  await expect(leaveCollection(as(cleo), { collectionId })).rejects.toMatchObject(notFound);
  await leaveCollection(as(ben), { collectionId });
  await expect(getCollection(as(ben), { collectionId })).rejects.toMatchObject(notFound);
  await expect(leaveCollection(as(ben), { collectionId })).rejects.toMatchObject(notFound);
  expect(await isIn(bens)).toBe(false);
  expect((await listMembers(as(anna), { collectionId })).members).toMatchObject([{ state: "left" }]);
  expect(await getCollection(as(anna), { collectionId })).toMatchObject({ isShared: false });
  const { member } = await inviteMember(as(anna), { collectionId, person: usernameOf(ben), role: "viewer" });
  expect(member).toMatchObject({ state: "invited", role: "viewer" });
  await answerInvitation(as(ben), { invitationId: member.id, accept: false });
  expect((await listMembers(as(anna), { collectionId })).members).toMatchObject([{ state: "left" }]);
});

test("deleting a shared collection trashes only the owner's own pictures", async () => {
  await sharing.join(anna, collectionId, ben, "contributor");
  const bens = await insertTestImage(ctx.db, ben, { homeCollectionId: collectionId });
  const annas = await insertTestImage(ctx.db, anna, { homeCollectionId: collectionId });
  await deleteCollection(as(anna), { collectionId, images: "trash" });
  const placeOf = async (id: string) => (await ctx.db.select().from(images).where(eq(images.id, id)))[0]?.place;
  expect([await placeOf(bens), await placeOf(annas)]).toEqual(["library", "trash"]);
  expect(await getCollection(as(ben), { collectionId: "default" })).toMatchObject({ imageCount: 1 });
});

test("the default collection cannot be shared", async () => {
  const { id } = await getCollection(as(anna), { collectionId: "default" });
  for (const each of ["default", id]) {
    await expect(inviteMember(as(anna), { collectionId: each, person: usernameOf(ben), role: "viewer" })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(updateSharing(as(anna), { collectionId: each, shareDetails: true })).rejects.toMatchObject({ code: "conflict" });
  }
});

test("members come by pages, and for one another only those who joined are counted", async () => {
  await inviteMember(as(anna), { collectionId, person: "first@example.net", role: "viewer" });
  const joined = [await sharing.join(anna, collectionId, ben, "viewer"), await sharing.join(anna, collectionId, cleo, "viewer")];
  const ids = (await listMembers(as(anna), { collectionId })).members.map(({ id }) => id);
  expect(ids.slice(1)).toEqual(joined);
  const pageOf = async (actor: Actor, page: number) => {
    const answer = await listMembers(as(actor), { collectionId, page, limit: 2 });
    return [answer.members.map(({ id }) => id), answer.page, answer.total];
  };
  expect([await pageOf(anna, 1), await pageOf(anna, 2)]).toEqual([
    [ids.slice(0, 2), 1, 3],
    [ids.slice(2), 2, 3],
  ]);
  expect([await pageOf(ben, 1), await pageOf(ben, 2)]).toEqual([
    [joined, 1, 2],
    [[], 2, 2],
  ]);
  await leaveCollection(as(cleo), { collectionId });
  expect([await pageOf(ben, 1), await pageOf(anna, 2)]).toEqual([
    [joined.slice(0, 1), 1, 1],
    [ids.slice(2), 2, 3],
  ]);
});

test("invitations come by pages, the oldest first; those of disabled people do not count", async () => {
  const second = await createCollection(as(anna), { name: "Second", tags: [] });
  const third = await createCollection(as(cleo), { name: "Third", tags: [] });
  for (const [owner, id] of [
    [anna, collectionId],
    [anna, second.id],
    [cleo, third.id],
  ] as const)
    await inviteMember(as(owner), { collectionId: id, person: usernameOf(ben), role: "viewer" });
  const pageOf = async (page: number) => {
    const answer = await listInvitations(as(ben), { page, limit: 2 });
    return [answer.invitations.map(({ collection }) => collection.name), answer.page, answer.total];
  };
  expect([await pageOf(1), await pageOf(2)]).toEqual([
    [["Journey", "Second"], 1, 3],
    [["Third"], 2, 3],
  ]);
  await ctx.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, cleo.userId));
  expect([await pageOf(1), await pageOf(2)]).toEqual([
    [["Journey", "Second"], 1, 2],
    [[], 2, 2],
  ]);
});
