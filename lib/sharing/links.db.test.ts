import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { addToCollection } from "../collections/change-memberships";
import { createCollection } from "../collections/create-collection";
import { deleteCollection } from "../collections/delete-collection";
import { getCollection } from "../collections/list-collections";
import { memberships } from "../db/schema/images";
import { shareLinks } from "../db/schema/sharing";
import { users } from "../db/schema/users";
import { insertTestImage } from "../images/testing";
import { trashImages } from "../images/trash-images";
import { limits } from "../limits";
import { createLink, revokeLink, updateLink } from "./change-link";
import { updateSharing } from "./change-member";
import * as operations from "./link-schema";
import { listLinks } from "./list-links";
import { listSharedImages } from "./list-shared-images";
import { getShared, openLink, requireLinkThatTakesPictures } from "./open-link";
import { createVisitor, openSharing, type TestVisitor } from "./testing";

let ctx: AccountContext;
let anna: Actor;
let ben: Actor;
let collectionId: string;
let imageIds: string[];
const as = (actor: Actor) => ({ ...ctx, actor });
const gone = { code: "not-found", message: "This link does not exist, or has ended." };
const locked = { code: "unauthenticated", message: "This link asks for a password." };
type Settings = Partial<Parameters<typeof createLink>[1]>;

beforeAll(async () => {
  ctx = await openAccountContext();
});
beforeEach(async () => {
  [anna, ben] = await Promise.all([createTestActor(ctx), createTestActor(ctx)]);
  imageIds = [];
  for (const day of ["01", "02", "03"]) imageIds.push(await insertTestImage(ctx.db, anna, { takenLocal: `2024-05-${day}T12:00:00` }));
  collectionId = (await createCollection(as(anna), { name: "Journey", tags: [], imageIds })).id;
});
afterAll(() => ctx.close());

const tokenOf = (path: string) => /^\/s\/([\w-]{43})$/.exec(path)?.[1] ?? "";

async function share(settings: Settings = {}) {
  const { link, path } = await createLink(as(anna), settings.imageIds ? settings : { collectionId, ...settings });
  return { link, token: tokenOf(path), linkId: link.id };
}
const list = (token: string, visitor: TestVisitor = createVisitor(), page: { cursor?: string; limit?: number } = {}) =>
  listSharedImages(ctx, { token, limit: 100, ...page }, visitor);
async function open(token: string, visitor: TestVisitor, password?: string) {
  const { shared, pass } = await openLink(ctx, { token, password }, visitor);
  visitor.keep(pass);
  return shared;
}
const linkOf = async () => (await listLinks(as(anna), {})).links[0];

test("a link shows its collection to whoever has it, and tells what it allows and nothing else", async () => {
  const { link, token } = await share({ showDetails: false });
  expect(link).toMatchObject({ collectionId, imageCount: 3, hasPassword: false, state: "open", viewCount: 0 });
  const shared = await open(token, createVisitor());
  expect(operations.openLink.output.parse(shared)).toEqual(shared);
  expect(shared).toMatchObject({
    title: "Journey",
    ownerName: `person-${anna.userId}`,
    imageCount: 3,
    allowDownload: true,
    allowAdd: false,
  });
  const page = await list(token);
  expect(operations.listSharedImages.output.parse(page)).toEqual(page);
  expect(page.images.map(({ id }) => id)).toEqual([...imageIds].reverse());
  expect(page.images[0]).toMatchObject({ originalName: null, position: null, camera: null });
  expect(await getCollection(as(anna), { collectionId })).toMatchObject({ isShared: true });
});

test("only the hash of a token and of a password is kept", async () => {
  const { token, linkId } = await share({ password: "open sesame" });
  const [row] = await ctx.db.select().from(shareLinks).where(eq(shareLinks.id, linkId));
  expect(row?.tokenHash).toMatch(/^[0-9a-f]{64}$/);
  expect(row?.passwordHash).toMatch(/^\$argon2id\$/);
  expect(JSON.stringify(row)).not.toContain(token);
  expect(JSON.stringify(await listLinks(as(anna), {}))).not.toContain(row?.passwordHash);
});

test("the order of the collection counts, then what is newest; pages hold each picture once", async () => {
  const [first = "", second = "", third = ""] = imageIds;
  await ctx.db.update(memberships).set({ position: 1 }).where(eq(memberships.imageId, second));
  const { token } = await share();
  const one = await list(token, createVisitor(), { limit: 1 });
  const two = await list(token, createVisitor(), { limit: 1, cursor: one.nextCursor ?? "" });
  const three = await list(token, createVisitor(), { limit: 1, cursor: two.nextCursor ?? "" });
  expect([one, two, three].flatMap(({ images }) => images.map(({ id }) => id))).toEqual([second, third, first]);
  expect([three.nextCursor, three.total]).toEqual([null, 3]);
  for (const cursor of ["x", Buffer.from('[1,"2024-02-99 00:00:00","x"]').toString("base64url")])
    await expect(list(token, createVisitor(), { cursor })).rejects.toMatchObject({ code: "invalid-input" });
});

test("a selection keeps its order, and shows neither what went to the trash nor what is added to collections", async () => {
  const [first = "", second = "", third = ""] = imageIds;
  const { link, token } = await share({ imageIds: [third, first, second, third], title: "Best of" });
  expect(link).toMatchObject({ collectionId: null, imageCount: 3, title: "Best of" });
  expect((await list(token)).images.map(({ id }) => id)).toEqual([third, first, second]);
  await trashImages(as(anna), { imageIds: [first] });
  await insertTestImage(ctx.db, anna);
  expect((await list(token)).images.map(({ id }) => id)).toEqual([third, second]);
  expect(await linkOf()).toMatchObject({ imageCount: 2 });
});

test("closed, expired, unknown and a disabled owner's links answer alike, at once", async () => {
  const [revoked, expired, kept] = [
    await share(),
    await share({ expiresAt: new Date(ctx.clock.now().getTime() + 60_000).toISOString() }),
    await share(),
  ];
  expect((await list(expired.token)).total).toBe(3);
  await revokeLink(as(anna), revoked);
  await revokeLink(as(anna), revoked);
  ctx.clock.advanceS(61);
  await ctx.db.update(users).set({ disabledAt: ctx.clock.now() }).where(eq(users.id, anna.userId));
  for (const token of [revoked.token, expired.token, kept.token, "no-such-token"]) {
    await expect(open(token, createVisitor())).rejects.toMatchObject(gone);
    await expect(getShared(ctx, { token }, createVisitor())).rejects.toMatchObject(gone);
    await expect(list(token)).rejects.toMatchObject(gone);
  }
  await ctx.db.update(users).set({ disabledAt: null }).where(eq(users.id, anna.userId));
  expect((await list(kept.token)).total).toBe(3);
  expect((await listLinks(as(anna), {})).links.map(({ state }) => state)).toEqual(["open", "expired", "revoked"]);
  await expect(updateLink(as(anna), { linkId: revoked.linkId, title: "Again" })).rejects.toMatchObject({ code: "conflict" });
  await updateLink(as(anna), { linkId: expired.linkId, expiresAt: null });
  expect((await list(expired.token)).total).toBe(3);
});

test("a link ends with its collection", async () => {
  const { token } = await share();
  await deleteCollection(as(anna), { collectionId, images: "keep" });
  await expect(list(token)).rejects.toMatchObject(gone);
});

test("a password is asked for once per browser, and a pass is good for its own link only", async () => {
  const { token } = await share({ password: "open sesame" });
  const other = await share({ password: "open sesame" });
  const visitor = createVisitor();
  await expect(list(token, visitor)).rejects.toMatchObject(locked);
  await expect(open(token, visitor)).rejects.toMatchObject(locked);
  await expect(open(token, visitor, "open simsim")).rejects.toMatchObject({ code: "unauthenticated" });
  await open(token, visitor, "open sesame");
  expect((await list(token, visitor)).total).toBe(3);
  expect((await getShared(ctx, { token }, visitor)).imageCount).toBe(3);
  await expect(list(token, createVisitor())).rejects.toMatchObject(locked);
  const [[, value = ""] = []] = visitor.cookies;
  const elsewhere = { address: visitor.address, passOf: () => value };
  await expect(listSharedImages(ctx, { token: other.token, limit: 1 }, elsewhere)).rejects.toMatchObject(locked);
});

test("a changed or forged pass is none, and a pass ends after its time", async () => {
  const { token } = await share({ password: "open sesame" });
  const visitor = createVisitor();
  await open(token, visitor, "open sesame");
  const [[name = "", value = ""] = []] = [...visitor.cookies];
  const [body = "", seal = ""] = value.split(".");
  const later = { ...JSON.parse(Buffer.from(body, "base64url").toString()), endsAt: 9e15 };
  const forged = Buffer.from(JSON.stringify(later)).toString("base64url");
  for (const each of [`${forged}.${seal}`, `${body}.`, `${body}.${seal.slice(1)}`, body, "", `${body}.${seal}.x`, `${forged}.${forged}`])
    await expect(list(token, createVisitor({ [name]: each }))).rejects.toMatchObject(locked);
  expect((await list(token, createVisitor({ [name]: value }))).total).toBe(3);
  ctx.clock.advanceS(limits.sharing.linkPassTtlS);
  await expect(list(token, visitor)).rejects.toMatchObject(locked);
});

test("a new password ends every pass at once; without a password nobody needs one", async () => {
  const { token, linkId } = await share({ password: "open sesame" });
  const visitor = createVisitor();
  await open(token, visitor, "open sesame");
  expect(await updateLink(as(anna), { linkId, password: "close sesame" })).toMatchObject({ hasPassword: true });
  await expect(list(token, visitor)).rejects.toMatchObject(locked);
  await updateLink(as(anna), { linkId, title: "Kept" });
  await expect(open(token, visitor, "open sesame")).rejects.toMatchObject({ code: "unauthenticated" });
  expect(await updateLink(as(anna), { linkId, password: null })).toMatchObject({ hasPassword: false, title: "Kept" });
  expect((await list(token, createVisitor())).total).toBe(3);
});

test("guesses are counted per link and address, and right passwords are not", async () => {
  const { token } = await share({ password: "open sesame" });
  const [guesser, friend] = [createVisitor({}, "192.0.2.66"), createVisitor({}, "192.0.2.7")];
  await open(token, createVisitor({}, guesser.address), "open sesame");
  for (let guess = 0; guess < limits.sharing.linkAttemptsPerAddress; guess++)
    await expect(open(token, guesser, `guess ${guess}`)).rejects.toMatchObject({ code: "unauthenticated" });
  const refused = { code: "too-many-requests", retryAfterS: expect.any(Number) };
  await expect(open(token, guesser, "open sesame")).rejects.toMatchObject(refused);
  await open(token, friend, "open sesame");
  const other = await share({ password: "open sesame" });
  await open(other.token, guesser, "open sesame");
  ctx.clock.advanceS(limits.auth.attemptWindowS);
  await open(token, guesser, "open sesame");
});

test("opening the page is a view; looking through it, giving a password and reloading right after it is one", async () => {
  const free = await share();
  await open(free.token, createVisitor());
  await open(free.token, createVisitor());
  await list(free.token);
  await getShared(ctx, { token: free.token }, createVisitor());
  expect(await linkOf()).toMatchObject({ viewCount: 2, lastViewedAt: ctx.clock.now().toISOString() });
  const { token } = await share({ password: "open sesame" });
  const visitor = createVisitor();
  await expect(open(token, visitor)).rejects.toMatchObject(locked);
  await open(token, visitor, "open sesame");
  await open(token, visitor);
  expect(await linkOf()).toMatchObject({ viewCount: 1 });
  ctx.clock.advanceS(3_600);
  await open(token, visitor);
  expect(await linkOf()).toMatchObject({ viewCount: 2 });
});

test("details leave when the link shows them; those of others' pictures only when the collection shares them too", async () => {
  await openSharing(ctx).join(anna, collectionId, ben, "contributor");
  const known = { originalName: "IMG_1.jpg", latitude: 48, longitude: 11, cameraMake: "Canon", takenLocal: "2030-01-01T00:00:00" };
  const bens = await insertTestImage(ctx.db, ben, known);
  await addToCollection(as(ben), { collectionId, imageIds: [bens] });
  const annas = await insertTestImage(ctx.db, anna, { ...known, takenLocal: "2029-01-01T00:00:00" });
  await addToCollection(as(anna), { collectionId, imageIds: [annas] });
  const { token, linkId } = await share();
  const see = async () =>
    (await list(token)).images.slice(0, 2).map(({ originalName, position, camera }) => [originalName, position, camera]);
  const nothing = [null, null, null];
  const all = ["IMG_1.jpg", { latitude: 48, longitude: 11, altitudeM: null }, { make: "Canon", model: null, lens: null }];
  expect(await see()).toEqual([nothing, nothing]);
  await updateLink(as(anna), { linkId, showDetails: true });
  expect(await see()).toEqual([nothing, all]);
  await updateSharing(as(anna), { collectionId, shareDetails: true });
  expect(await see()).toEqual([all, all]);
});

test("a description that came with the file stays behind; one that a person wrote does not", async () => {
  const exif = { description: "At our house, 5 Elm Street" };
  const fromFile = await insertTestImage(ctx.db, anna, { description: exif.description, exif });
  const written = await insertTestImage(ctx.db, anna, { description: "Grandmother", exif });
  const { token } = await share({ imageIds: [fromFile, written] });
  expect((await list(token)).images.map(({ description }) => description)).toEqual([null, "Grandmother"]);
});

test("pictures are taken only by links to collections that allow it, and not without end from one address", async () => {
  const [closed, taking] = [await share(), await share({ allowAdd: true, password: "open sesame" })];
  const take = (token: string, visitor: TestVisitor) => requireLinkThatTakesPictures(ctx, { token }, visitor);
  const visitor = createVisitor({}, "192.0.2.99");
  await expect(take(closed.token, visitor)).rejects.toMatchObject({ code: "forbidden" });
  await expect(take(taking.token, visitor)).rejects.toMatchObject(locked);
  await open(taking.token, visitor, "open sesame");
  for (let count = 0; count < limits.sharing.linkUploadsPerAddress; count++)
    expect(await take(taking.token, visitor)).toEqual({ ownerId: anna.userId, collectionId });
  await expect(take(taking.token, visitor)).rejects.toMatchObject({ code: "too-many-requests" });
  await expect(createLink(as(anna), { imageIds, allowAdd: true })).rejects.toMatchObject({ code: "invalid-input" });
  const selection = await share({ imageIds });
  await expect(updateLink(as(anna), { linkId: selection.linkId, allowAdd: true })).rejects.toMatchObject({ code: "invalid-input" });
});

test("one makes and keeps links to one's own things only", async () => {
  const { linkId } = await share();
  const bens = await insertTestImage(ctx.db, ben);
  await openSharing(ctx).join(anna, collectionId, ben, "editor");
  await expect(createLink(as(ben), { collectionId })).rejects.toMatchObject({ code: "forbidden" });
  await expect(createLink(as(ben), { imageIds: [bens, imageIds[0] ?? ""] })).rejects.toMatchObject({ code: "not-found" });
  await expect(createLink(as(anna), { collectionId: uuidv7() })).rejects.toMatchObject({ code: "not-found" });
  await expect(createLink(as(anna), { collectionId: "default" })).rejects.toMatchObject({ code: "conflict" });
  for (const input of [{}, { collectionId, imageIds }])
    await expect(createLink(as(anna), input)).rejects.toMatchObject({ code: "invalid-input" });
  await expect(share({ expiresAt: "2001-01-01T00:00:00Z" })).rejects.toMatchObject({ code: "invalid-input" });
  for (const id of [linkId, uuidv7()]) {
    const missing = { code: "not-found", message: "There is no such link." };
    await expect(updateLink(as(ben), { linkId: id, title: "Mine" })).rejects.toMatchObject(missing);
    await expect(revokeLink(as(ben), { linkId: id })).rejects.toMatchObject(missing);
  }
  expect((await listLinks(as(ben), {})).links).toEqual([]);
  expect((await listLinks(as(ben), { collectionId })).links).toEqual([]);
  expect((await listLinks(as(anna), { collectionId })).links).toHaveLength(1);
});

test("of too many links the oldest that has ended makes room, and open ones stay", async () => {
  const row = { ownerId: anna.userId, collectionId, createdAt: new Date(0) };
  const rows = Array.from({ length: limits.sharing.linksMax }, () => ({ ...row, id: uuidv7(), tokenHash: uuidv7() }));
  await ctx.db.insert(shareLinks).values(rows);
  await expect(share()).rejects.toMatchObject({ code: "conflict" });
  await revokeLink(as(anna), { linkId: rows[7]?.id ?? "" });
  const { linkId } = await share();
  const ids = (await listLinks(as(anna), {})).links.map(({ id }) => id);
  expect([ids.length, ids[0], ids.includes(rows[7]?.id ?? "")]).toEqual([limits.sharing.linksMax, linkId, false]);
});

test("links come by pages, also those of one collection", async () => {
  const other = await createCollection(as(anna), { name: "Other", tags: [], imageIds });
  const ids = [];
  for (const id of [collectionId, other.id, collectionId, collectionId]) ids.unshift((await share({ collectionId: id })).linkId);
  const pageOf = async (page: number, of?: string) => {
    const answer = await listLinks(as(anna), { page, limit: 2, ...(of && { collectionId: of }) });
    expect(operations.listLinks.output.parse(answer)).toEqual(answer);
    return [answer.links.map(({ id }) => id), answer.page, answer.total];
  };
  expect([await pageOf(1), await pageOf(2), await pageOf(3)]).toEqual([
    [ids.slice(0, 2), 1, 4],
    [ids.slice(2), 2, 4],
    [[], 3, 4],
  ]);
  expect([await pageOf(1, collectionId), await pageOf(2, collectionId)]).toEqual([
    [ids.slice(0, 2), 1, 3],
    [ids.slice(3), 2, 3],
  ]);
});
