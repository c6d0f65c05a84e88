import { createHash } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { beginSecondFactor, confirmSecondFactor, inviteUser } from "@/lib/auth/schema";
import { createKey, login } from "@/lib/auth/token-schema";
import { createCollection } from "@/lib/collections/schema";
import { applyDuplicateRules, createDuplicateRule, previewDuplicateRules } from "@/lib/duplicates/rules/schema";
import { resolveHeldImage } from "@/lib/duplicates/schema";
import { trashImages } from "@/lib/images/schema";
import { getRecognition, updateRecognition } from "@/lib/recognition/schema";
import { createSavedSearch, rememberSearch } from "@/lib/search/saved-schema";
import { addGroupMember, createGroup } from "@/lib/sharing/group-schema";
import { createLink } from "@/lib/sharing/link-schema";
import { answerInvitation, inviteMember, listInvitations } from "@/lib/sharing/schema";
import { addImages, startImport } from "@/lib/uploads/schema";
import { formOf, makePicture, recompress } from "./pictures";
import type { ApiCall } from "./send";
import type { Person, World } from "./world";

/** Makes what an operation needs, and a call of it that must succeed. Undefined: not on this server. */
export type Recipe = (world: World) => Promise<ApiCall | undefined>;

const as = (world: World, input: Record<string, unknown>, more: Partial<ApiCall> = {}): ApiCall => ({ input, token: world.owner, ...more });

async function codeOf(world: World, person: Person): Promise<() => string> {
  const { secret } = await world.call(beginSecondFactor, { password: person.password }, { token: person.token });
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return () => totp.generate();
}

/** A code is good once: a later one must be of a later time. */
async function withSecondFactor(world: World) {
  const person = await world.addPerson();
  const { secret } = await world.call(beginSecondFactor, { password: person.password }, { token: person.token });
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const { recoveryCodes } = await world.call(confirmSecondFactor, { code: totp.generate() }, { token: person.token });
  return { person, code: recoveryCodes[0] ?? "" };
}

async function collectionOf(world: World, count = 2): Promise<{ id: string; imageIds: string[] }> {
  const imageIds = count > 0 ? await world.addPictures(count) : [];
  const { id } = await world.call(createCollection, { name: "shared", ...(count > 0 && { imageIds }) });
  return { id, imageIds };
}

async function invited(world: World) {
  const [collection, person] = [await collectionOf(world), await world.nextPerson()];
  const { member } = await world.call(inviteMember, { collectionId: collection.id, person: person.username, role: "contributor" });
  const { invitations } = await world.call(listInvitations, { limit: 100 }, { token: person.token });
  const own = invitations.find((invitation) => invitation.collection.id === collection.id);
  return { collection, person, member, invitationId: own?.id ?? "" };
}

async function linked(world: World) {
  const { id, imageIds } = await collectionOf(world);
  const settings = { allowDownload: true, allowOriginals: true, allowAdd: true };
  const { link, path } = await world.call(createLink, { collectionId: id, ...settings });
  return { link, imageId: imageIds[0] ?? "", token: path.slice(path.lastIndexOf("/") + 1) };
}

/** A picture that is held because it repeats another; of somebody whose rules do not act alone. */
async function held(world: World): Promise<{ imageId: string; token: string }> {
  const { token } = await world.nextPerson();
  const picture = await makePicture();
  await world.call(addImages, { wait: true, detectDuplicates: true }, { body: formOf("files", picture), token });
  const again = formOf("files", await recompress(picture));
  const { results } = await world.call(addImages, { wait: true, detectDuplicates: true }, { body: again, token });
  const [result] = results;
  if (result?.outcome !== "held") throw new Error(`A near duplicate was not held: ${JSON.stringify(result)}`);
  return { imageId: result.imageId, token };
}

const aRule = {
  name: "a rule",
  condition: { layers: ["perceptual" as const, "pixels" as const], verdict: "any" as const },
  action: { do: "keep" as const, by: "suggested" as const },
};

/** A rule with something to do, and what stands for it. */
async function planned(world: World) {
  const { token: as } = await held(world);
  const { id } = await world.call(createDuplicateRule, aRule, { token: as });
  const { token } = await world.call(previewDuplicateRules, { ruleIds: [id] }, { token: as });
  return { input: { ruleIds: [id], token }, token: as };
}

async function trashed(world: World): Promise<string[]> {
  const imageIds = await world.addPictures(1);
  await world.call(trashImages, { imageIds });
  return imageIds;
}

const thrownAway = async (world: World) => as(world, { imageIds: await world.addPictures(1) });
const inTrash = async (world: World) => as(world, { imageIds: await trashed(world) });
const onePicture = async (world: World) => ({ imageId: (await world.addPictures(1))[0] });
const newPicture = async (world: World) => (await world.addPictures(1))[0] ?? "";
const wholeLink = async (world: World): Promise<ApiCall> => ({ input: { token: (await linked(world)).token } });
const throughLink = async (world: World): Promise<ApiCall> => {
  const { token, imageId } = await linked(world);
  return { input: { token, imageId } };
};

const keptSearch = async (world: World) =>
  (await world.call(createSavedSearch, { name: "Kept", query: "red", pictures: [{ imageId: await newPicture(world) }] })).id;

/** [Note: Recipes] Operations whose success needs something of its own, made for one call and used up by it. */
export const recipes: Readonly<Record<string, Recipe>> = {
  register: async (world) => {
    const name = `r${Math.random().toString(36).slice(2, 10)}`;
    const { token: invitation } = await world.call(inviteUser, {});
    return { input: { username: name, email: `${name}@example.org`, password: "a long enough password", invitation } };
  },
  login: async (world) => {
    const { username, password } = await world.addPerson();
    return { input: { username, password } };
  },
  refresh: async (world) => {
    const { username, password } = await world.addPerson();
    const { refreshToken } = await world.call(login, { username, password }, { token: undefined });
    return { input: { refreshToken } };
  },
  logout: async (world) => ({ input: {}, token: (await world.addPerson()).token }),
  createUser: async (world) => {
    const name = `c${Math.random().toString(36).slice(2, 10)}`;
    return as(world, { username: name, email: `${name}@example.org`, password: "a long enough password" });
  },
  updateUser: async (world) => {
    const { userId, password, token } = await world.addPerson();
    return { input: { userId, password: `${password} now`, currentPassword: password }, token };
  },
  deleteUser: async (world) => as(world, { userId: (await world.addPerson()).userId }),
  administerUser: async (world) => as(world, { userId: (await world.addPerson()).userId, disabled: true }),
  beginSecondFactor: async (world) => {
    const { password, token } = await world.addPerson();
    return { input: { password }, token };
  },
  confirmSecondFactor: async (world) => {
    const person = await world.addPerson();
    const code = await codeOf(world, person);
    return { input: { code: code() }, token: person.token };
  },
  removeSecondFactor: async (world) => {
    const { person, code } = await withSecondFactor(world);
    return { input: { password: person.password, code }, token: person.token };
  },
  renewRecoveryCodes: async (world) => {
    const { person, code } = await withSecondFactor(world);
    return { input: { code }, token: person.token };
  },
  deleteKey: async (world) => as(world, { keyId: (await world.call(createKey, { name: "thrown away" })).id }),
  addImages: async (world) => as(world, { wait: true }, { body: formOf("files", await makePicture(), await makePicture()) }),
  addImagesByUrl: async (world) => as(world, { url: "http://127.0.0.1/refused.jpg" }),
  deleteImageByUrl: async (world) => (world.addFromWeb ? as(world, { url: await world.addFromWeb() }) : undefined),
  deleteImage: async (world) => as(world, await onePicture(world)),
  restoreImage: async (world) => as(world, { imageId: (await trashed(world))[0] }),
  updateImage: async (world) => as(world, { ...(await onePicture(world)), title: "A title", rating: 3 }),
  updateImages: async (world) => as(world, { imageIds: await world.addPictures(1), changes: { favourite: true } }),
  trashImages: thrownAway,
  restoreImages: inTrash,
  deleteImages: inTrash,
  downloadImages: thrownAway,
  getImage: async (world) => as(world, await onePicture(world)),
  getOriginal: async (world) => as(world, await onePicture(world)),
  getThumbnail: async (world) => as(world, await onePicture(world)),
  searchByImage: async (world) => as(world, await onePicture(world)),
  searchByText: async (world) => as(world, { q: "red circle" }),
  explainHit: async (world) => as(world, { ...(await onePicture(world)), q: "red circle" }),
  explainMix: async (world) => {
    const { imageId } = await onePicture(world);
    const form = formOf("picture", await makePicture());
    form.set("hitId", String(imageId));
    return as(world, {}, { body: form });
  },
  createSavedSearch: async (world) =>
    as(world, { name: "Red", query: "red circle", pictures: [{ imageId: await newPicture(world), weight: -1 }] }),
  getSavedSearch: async (world) => as(world, { searchId: await keptSearch(world) }),
  updateSavedSearch: async (world) => as(world, { searchId: await keptSearch(world), query: "blue" }),
  deleteSavedSearch: async (world) => as(world, { searchId: await keptSearch(world) }),
  listSavedSearchImages: async (world) => as(world, { searchId: await keptSearch(world) }),
  rememberSearch: async (world) => as(world, { query: "red circle" }),
  forgetSearch: async (world) => as(world, { entryId: (await world.call(rememberSearch, { query: "forgotten" })).id }),
  searchByMix: async (world) => as(world, {}, { body: formOf("picture", await makePicture()) }),
  renderPicture: async (world) => as(world, {}, { body: formOf("picture", await makePicture()) }),
  comparePictures: async (world) => {
    const form = formOf("a", await makePicture());
    form.append("b", new File([await makePicture()], "b.jpg", { type: "image/jpeg" }));
    return as(world, {}, { body: form });
  },
  getRecognition: async (world) => as(world, { collectionId: (await collectionOf(world, 0)).id }),
  updateRecognition: async (world) => as(world, { collectionId: (await collectionOf(world, 0)).id, featuresMax: 300 }),
  recognize: async (world) => {
    const { id, imageIds } = await collectionOf(world, 1);
    await world.call(updateRecognition, { collectionId: id });
    for (let tries = 0; tries < 100; tries++) {
      if ((await world.call(getRecognition, { collectionId: id })).state === "ready") break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return as(world, {}, { body: JSON.stringify({ collectionId: id, imageId: imageIds[0] }), contentType: "application/json" });
  },
  inspectFile: async (world) => as(world, {}, { body: await makePicture(), contentType: "image/jpeg" }),
  resolveHeldImage: async (world) => {
    const { imageId, token } = await held(world);
    return { input: { imageId, choice: "keep-both" }, token };
  },
  reopenHeldImage: async (world) => {
    const { imageId, token } = await held(world);
    await world.call(resolveHeldImage, { imageId, choice: "discard" }, { token });
    return { input: { imageId }, token };
  },
  resolveDuplicateGroup: async (world) => {
    const [keep, trash] = await world.addPictures(2);
    return as(world, { keepIds: [keep], trashIds: [trash] });
  },
  describeGroupImages: async (world) => {
    const imageIds = await world.addPictures(2);
    return as(world, { imageIds, thanId: imageIds[0] });
  },
  dismissDuplicateGroup: async (world) => as(world, { imageIds: await world.addPictures(2) }),
  reopenDuplicateGroup: async (world) => as(world, { imageIds: await world.addPictures(2) }),
  createDuplicateRule: async (world) => as(world, aRule),
  updateDuplicateRule: async (world) => as(world, { ruleId: (await world.call(createDuplicateRule, aRule)).id, name: "another name" }),
  deleteDuplicateRule: async (world) => as(world, { ruleId: (await world.call(createDuplicateRule, aRule)).id }),
  previewDuplicateRules: async (world) => as(world, { ruleIds: [(await world.call(createDuplicateRule, aRule)).id] }),
  applyDuplicateRules: planned,
  undoDuplicateRuleRun: async (world) => {
    const { input, token } = await planned(world);
    const { run } = await world.call(applyDuplicateRules, input, { token });
    return { input: { runId: run.id }, token };
  },
  stackImages: async (world) => as(world, { imageIds: await world.addPictures(2) }),
  unstackImages: async (world) => as(world, { imageIds: await world.addPictures(1) }),
  getCollection: async (world) => as(world, { collectionId: (await collectionOf(world, 0)).id }),
  updateCollection: async (world) => as(world, { collectionId: (await collectionOf(world, 0)).id, name: "another name" }),
  deleteCollection: async (world) => as(world, { collectionId: (await collectionOf(world, 0)).id }),
  addToCollection: async (world) => as(world, { collectionId: (await collectionOf(world, 0)).id, imageIds: await world.addPictures(1) }),
  removeFromCollection: async (world) => {
    const { id, imageIds } = await collectionOf(world);
    return as(world, { collectionId: id, imageIds });
  },
  orderCollection: async (world) => {
    const { id, imageIds } = await collectionOf(world);
    return as(world, { collectionId: id, imageIds: imageIds.slice(1), before: imageIds[0] });
  },
  startImport: async (world) => (world.importFolder ? as(world, { folder: world.importFolder, onDuplicate: "reject" }) : undefined),
  cancelImport: async (world) => {
    if (!world.importFolder) return undefined;
    const { id } = await world.call(startImport, { folder: world.importFolder });
    return as(world, { importId: id });
  },
  listImportFiles: async (world) => {
    if (!world.importFolder) return undefined;
    const { id } = await world.call(startImport, { folder: world.importFolder });
    return as(world, { importId: id });
  },
  checkHashes: async (world) => as(world, { hashes: [createHash("sha256").update("nothing").digest("hex")] }),
  processAgain: async (world) => as(world, { steps: ["thumbnails"], imageIds: await world.addPictures(1) }),
  listMembers: async (world) => as(world, { collectionId: (await collectionOf(world, 0)).id }),
  inviteMember: async (world) => {
    const { id } = await collectionOf(world, 0);
    return as(world, { collectionId: id, person: (await world.nextPerson()).username });
  },
  updateMember: async (world) => {
    const { collection, member } = await invited(world);
    return as(world, { collectionId: collection.id, memberId: member.id, role: "editor" });
  },
  removeMember: async (world) => {
    const { collection, member } = await invited(world);
    return as(world, { collectionId: collection.id, memberId: member.id });
  },
  updateSharing: async (world) => as(world, { collectionId: (await collectionOf(world, 0)).id, shareDetails: true }),
  leaveCollection: async (world) => {
    const { collection, person, invitationId } = await invited(world);
    await world.call(answerInvitation, { invitationId, accept: true }, { token: person.token });
    return { input: { collectionId: collection.id }, token: person.token };
  },
  answerInvitation: async (world) => {
    const { person, invitationId } = await invited(world);
    return { input: { invitationId, accept: true }, token: person.token };
  },
  redeemInvitation: async (world) => {
    const { id } = await collectionOf(world, 0);
    const email = `${Math.random().toString(36).slice(2)}@example.org`;
    const { invitationPath } = await world.call(inviteMember, { collectionId: id, person: email });
    const token = invitationPath?.slice(invitationPath.lastIndexOf("/") + 1);
    return { input: { token }, token: (await world.nextPerson()).token };
  },
  updateGroup: async (world) => as(world, { groupId: (await world.call(createGroup, { name: "family" })).id, name: "friends" }),
  deleteGroup: async (world) => as(world, { groupId: (await world.call(createGroup, { name: "family" })).id }),
  addGroupMember: async (world) => {
    const { id } = await world.call(createGroup, { name: "family" });
    return as(world, { groupId: id, person: (await world.nextPerson()).username });
  },
  removeGroupMember: async (world) => {
    const { id } = await world.call(createGroup, { name: "family" });
    const { username, userId } = await world.nextPerson();
    await world.call(addGroupMember, { groupId: id, person: username });
    return as(world, { groupId: id, userId });
  },
  createLink: async (world) => as(world, { collectionId: (await collectionOf(world)).id, allowDownload: true }),
  updateLink: async (world) => as(world, { linkId: (await linked(world)).link.id, title: "another title" }),
  revokeLink: async (world) => as(world, { linkId: (await linked(world)).link.id }),
  openLink: wholeLink,
  getShared: wholeLink,
  listSharedImages: wholeLink,
  getSharedThumbnail: throughLink,
  getSharedOriginal: throughLink,
  downloadShared: wholeLink,
  addToShared: async (world) => ({ input: { token: (await linked(world)).token }, body: formOf("files", await makePicture()) }),
};
