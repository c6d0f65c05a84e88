import path from "node:path";
import { sql } from "drizzle-orm";
import { v4 as randomId, v7 as uuidv7 } from "uuid";
import { makePicture } from "@/e2e/api/pictures";
import { writeTinyEncoder } from "@/e2e/fixtures/tiny-encoder";
import { type Actor, keyScopes } from "@/lib/auth/access";
import { createOpaqueToken, hashOpaqueToken } from "@/lib/auth/opaque-token";
import { hashPassword } from "@/lib/auth/password";
import { insertDefaultCollection, insertUser } from "@/lib/auth/queries";
import { type AccountContext, openAccountContext } from "@/lib/auth/testing";
import type { Context } from "@/lib/context/context";
import { ensureModel, forgetModels } from "@/lib/db/embedding-partitions";
import * as duplicates from "@/lib/db/schema/duplicates";
import * as schema from "@/lib/db/schema/images";
import { savedSearches, searchHistory } from "@/lib/db/schema/searches";
import * as sharing from "@/lib/db/schema/sharing";
import { imports } from "@/lib/db/schema/uploads";
import { insertTestPicture } from "@/lib/images/testing";
import { thumbnailKey } from "@/lib/images/thumbnail-key";
import { findSearchModel } from "@/lib/inference/model-store";
import { defaultRecognition } from "@/lib/recognition/schema";
import { specOf } from "@/lib/recognition/stored-recognition";
import { makeArtefacts } from "./artefacts";
import { makeBadPasses } from "./bad-passes";
import { closeContext, openContext } from "./open-context";
import { openProvider } from "./provider";
import { makeReturns, makeSecrets } from "./secrets";

/**
 * olga owns; vera looks, gwen looks through a group, carl adds, ed changes, dave would change and is
 * disabled; stan is a stranger; anna and alma are administrators; fred is nobody's friend.
 */
export const people = ["olga", "vera", "gwen", "carl", "ed", "dave", "stan", "anna", "alma", "fred"] as const;
export type PersonName = (typeof people)[number];

export const password = "a long enough password";

/** Everything that cells ask for, by names like `olga.shared`; each name has its id, and some have a secret. */
export type World = Awaited<ReturnType<typeof makeWorld>>;

/** Makes people, pictures, collections, links, groups and keys, once; cells are rolled back. */
export async function makeWorld() {
  const account = await openAccountContext({ FREE_SPACE_RESERVE: "0", REGISTRATION: "open", REQUESTS_PER_MINUTE: "1000000" });
  const modelDir = path.join(account.config.dataDir, "model");
  await writeTinyEncoder(modelDir);
  account.config.models.search = modelDir;
  forgetModels();
  const ctx = await openContext(account);
  process.env.AUTH_TRUST_HOST = "1";
  const provider = await openProvider();
  const world = new Building(ctx, account);
  await world.makePeople();
  await world.makePictures();
  await world.makeFeatures();
  await world.makeCollections();
  await world.makeDuplicates();
  await world.makeSearches();
  const linked = await world.makeLinks();
  Object.assign(world.secrets, await makeSecrets(ctx, (name) => world.id(name), world.picture));
  const made = await makeArtefacts(account, world.ids, linked);
  world.secrets["crossed session"] = made.crossedSession;
  world.secrets["token written otherwise"] = made.tokenOtherwise;
  Object.assign(world.secrets, { issuer: provider.issuer }, await makeReturns(ctx, world.ids, made.sessionIds));
  for (const spare of ["spare", "spare group"]) world.id(spare);
  Object.assign(world.ids, prefixed("key", made.keyIds), prefixed("session", made.sessionIds));
  await account.database.sql`update users set disabled_at = now(), role = 'administrator' where id = ${world.ids.dave ?? ""}`;
  await account.database.sql`update sessions set expires_at = now() - interval '1 hour' where id = ${world.secrets["ended session"] ?? ""}`;
  return {
    ctx,
    account,
    ids: world.ids,
    secrets: world.secrets,
    artefacts: made.artefacts,
    close: () => Promise.all([provider.close(), closeContext(ctx, account, world.secrets.folder)]),
  };
}

function prefixed(prefix: string, ids: Record<string, string>) {
  return Object.fromEntries(Object.entries(ids).map(([name, id]) => [`${prefix} ${name}`, id]));
}

class Building {
  readonly ids: Record<string, string> = {};
  readonly secrets: Record<string, string> = {};
  picture: Uint8Array = new Uint8Array();

  constructor(
    readonly ctx: Context,
    readonly account: AccountContext,
  ) {}

  id(name: string): string {
    this.ids[name] ??= uuidv7();
    return this.ids[name];
  }

  actor(name: PersonName): Actor {
    return { userId: this.id(name), role: "member", sessionId: null, scopes: keyScopes };
  }

  async makePeople(): Promise<void> {
    const passwordHash = await hashPassword(password);
    for (const name of people) {
      const role = name === "anna" || name === "alma" ? "administrator" : "member";
      await insertUser(this.ctx.db, { id: this.id(name), username: name, email: `${name}@example.org`, passwordHash, role });
      await insertDefaultCollection(this.ctx.db, { id: this.id(`${name}.default`), ownerId: this.id(name), name: `SEEN_${name}_default_` });
    }
    this.ids.absent = randomId();
  }

  /** Each has one picture in the library, one in the trash, one that waits for a choice and one that failed. */
  async makePictures(): Promise<void> {
    this.picture = await makePicture();
    for (const name of people) {
      await this.insertPicture(name, "own");
      await this.insertPicture(name, "twin");
      await this.insertPicture(name, "trashed", { place: "trash", trashedAt: new Date(), trashReason: "discarded" });
      await this.insertPicture(name, "held", { place: "held" });
      await this.insertPicture(name, "failed", { status: "failed", failureReason: `HID_${name}_failure_` });
    }
    await this.insertPicture("olga", "shared", { favourite: true });
    await this.insertPicture("olga", "linked");
    await this.insertPicture("carl", "guest");
    await this.ctx.db.insert(schema.tombstones).values({ imageId: this.id("fred.gone"), ownerId: this.id("fred"), changedXid: 1n });
    const found = await findSearchModel(this.ctx.config);
    if (found.status !== "ready") throw new Error("the tiny encoder was not found");
    const { id: modelId, dimension } = found.model as { id: string; dimension: number };
    await ensureModel(this.ctx.db, { id: modelId, dimension }, this.ctx.config.database.kind);
    const vector = `[${Array.from({ length: dimension }, () => 1 / Math.sqrt(dimension)).join(",")}]`;
    await this.ctx.db.execute(sql`insert into embeddings (owner_id, model_id, image_id, embedding)
      select owner_id, ${modelId}, id, ${vector}::vector from images`);
  }

  /** By which the picture of all is recognised, and thumbnails of some in which it is looked for. */
  async makeFeatures(): Promise<void> {
    const key = `collections/${this.id("olga")}/test/${this.id("olga.own")}`;
    const want = { features: [specOf(defaultRecognition)] };
    const { features } = await this.ctx.storage.withLocalPath(key, (path) => this.ctx.decoder.decode({ path, want }));
    this.secrets.features = Buffer.from(features?.[0] ?? []).toString("base64");
    for (const name of ["own", "shared", "trashed"])
      await this.ctx.storage.write(thumbnailKey(this.id(`olga.${name}`), "small"), this.picture);
  }

  private async insertPicture(owner: PersonName, state: string, more: Partial<typeof schema.images.$inferInsert> = {}): Promise<void> {
    const hidden = `HID_${owner}_${state}_`;
    await insertTestPicture(this.ctx, this.actor(owner), this.picture, {
      id: this.id(`${owner}.${state}`),
      contentType: "image/jpeg",
      title: `SEEN_${owner}_${state}_`,
      originalName: `${hidden}name.jpg`,
      sourceUrl: `https://pictures.example/${hidden}.jpg`,
      cameraMake: `${hidden}make`,
      cameraModel: `${hidden}model`,
      lens: `${hidden}lens`,
      latitude: 12.345,
      longitude: 98.765,
      exif: { serial: `${hidden}serial` },
      metadata: { note: `${hidden}metadata` },
      tags: owner === "olga" ? ["red"] : ["blue"],
      ...more,
    });
  }

  async makeCollections(): Promise<void> {
    for (const name of people) await this.insertCollection(name, "album", name === "carl" ? ["carl.own", "carl.guest"] : [`${name}.own`]);
    await this.insertCollection("alma", "shown", ["alma.own"]);
    await this.insertCollection("olga", "shared", ["olga.shared", "olga.trashed", "olga.held", "carl.guest"]);
    await this.insertCollection("fred", "invited", ["fred.own"]);
    await this.insertCollection("fred", "left", ["fred.own"]);
    await this.insertGroup("olga", "circle", ["gwen"]);
    await this.insertGroup("fred", "ring", ["stan"]);
    await this.insertGroup("fred", "closed", []);
    await this.insertGroup("carl", "band", ["gwen"]);
    const roles = { vera: "viewer", carl: "contributor", ed: "editor", dave: "editor" } as const;
    const now = new Date();
    for (const [name, role] of Object.entries(roles))
      await this.insertMember("olga.shared", role, { userId: this.id(name), acceptedAt: now });
    await this.insertMember("olga.shared", "viewer", { groupId: this.id("group olga.circle"), acceptedAt: now });
    await this.insertMember("fred.invited", "editor", { userId: this.id("stan") });
    await this.insertMember("olga.shared", "editor", { userId: this.id("fred") });
    await this.insertMember("dave.album", "editor", { userId: this.id("stan") });
    await this.insertMember("alma.shown", "viewer", { userId: this.id("anna"), acceptedAt: now });
    await this.insertMember("fred.left", "editor", { userId: this.id("stan"), acceptedAt: now, leftAt: now });
    this.secrets.invitation = createOpaqueToken();
    const whom = {
      email: "somebody@example.org",
      tokenHash: hashOpaqueToken(this.secrets.invitation),
      expiresAt: new Date(Date.now() + 86_400_000),
    };
    await this.insertMember("fred.album", "viewer", whom);
    for (const [kind, collection, days] of [
      ["expired", "fred.left", -1],
      ["of the disabled", "dave.album", 1],
    ] as const) {
      this.secrets[`invitation ${kind}`] = createOpaqueToken();
      const tokenHash = hashOpaqueToken(this.secrets[`invitation ${kind}`] ?? "");
      await this.insertMember(collection, "viewer", {
        email: "else@example.org",
        tokenHash,
        expiresAt: new Date(Date.now() + days * 86_400_000),
      });
    }
    for (const name of ["anna", "alma"] as const) {
      const collectionId = this.id(`${name}.default`);
      const row = { ownerId: this.id(name), collectionId, folder: `/HID_${name}_folder_`, mode: "copy", status: "waiting" } as const;
      await this.ctx.db.insert(imports).values({ id: this.id(`import ${name}`), detectDuplicates: true, ...row });
    }
  }

  private async insertCollection(owner: PersonName, name: string, imageNames: string[]): Promise<void> {
    const collectionId = this.id(`collection ${owner}.${name}`);
    const searchWords = `word${name}`;
    await this.ctx.db
      .insert(schema.collections)
      .values({ id: collectionId, ownerId: this.id(owner), name: `SEEN_${owner}_${name}_`, searchWords });
    await this.ctx.db.insert(schema.memberships).values(imageNames.map((image) => ({ collectionId, imageId: this.id(image) })));
  }

  private async insertGroup(owner: PersonName, name: string, members: PersonName[]): Promise<void> {
    const groupId = this.id(`group ${owner}.${name}`);
    await this.ctx.db.insert(sharing.groups).values({ id: groupId, ownerId: this.id(owner), name: `SEEN_${owner}_${name}_` });
    for (const member of members) await this.ctx.db.insert(sharing.groupMembers).values({ groupId, userId: this.id(member) });
  }

  private async insertMember(
    collection: string,
    role: "viewer" | "contributor" | "editor",
    more: Partial<typeof sharing.collectionMembers.$inferInsert>,
  ): Promise<void> {
    const whom = Object.entries(this.ids).find(([, id]) => id === (more.userId ?? more.groupId))?.[0] ?? "somebody";
    const id = this.id(`member ${collection} ${whom}`);
    await this.ctx.db.insert(sharing.collectionMembers).values({ id, collectionId: this.id(`collection ${collection}`), role, ...more });
  }

  async makeDuplicates(): Promise<void> {
    for (const name of people) {
      const pair = { ownerId: this.id(name), imageId: this.id(`${name}.held`), ofImageId: this.id(`${name}.twin`) };
      const evidence = { layer: "perceptual", verdict: "similar", distance: 3 } as const;
      await this.ctx.db.insert(duplicates.duplicatePairs).values({ id: uuidv7(), ...pair, ...evidence });
      const decided = { ownerId: this.id(name), imageId: this.id(`${name}.trashed`), ofImageId: this.id(`${name}.own`) };
      await this.ctx.db.insert(duplicates.duplicateDecisions).values({ ...decided, decision: "duplicate" });
      await this.insertRule(name);
    }
  }

  /** One for what is similar, and a run that did nothing. */
  private async insertRule(owner: PersonName): Promise<void> {
    const ownerId = this.id(owner);
    const rule = { condition: { layers: ["perceptual"], verdict: "similar" }, action: { do: "keep", by: "suggested" } };
    const name = `SEEN_${owner}_rule_`;
    await this.ctx.db.insert(duplicates.duplicateRules).values({ id: this.id(`rule ${owner}`), ownerId, name, position: 1, ...rule });
    const changes = { automatic: false, groups: [] };
    await this.ctx.db.insert(duplicates.duplicateRuleRuns).values({ id: this.id(`run ${owner}`), ownerId, changes, imageCount: 0 });
  }

  /** A search that is kept, which finds all of the own library, and a line of the history. */
  async makeSearches(): Promise<void> {
    for (const name of ["olga", "fred"] as const) {
      const ownerId = this.id(name);
      const saved = { id: this.id(`search ${name}`), ownerId, name: `SEEN_${name}_search_`, query: "before:2200" };
      await this.ctx.db.insert(savedSearches).values(saved);
      await this.ctx.db.insert(searchHistory).values({ id: this.id(`line ${name}`), ownerId, query: `SEEN_${name}_line_` });
    }
  }

  async makeLinks() {
    const passwordHash = await hashPassword("open sesame");
    const ended = new Date(Date.now() - 86_400_000);
    const kinds: Record<string, Partial<typeof sharing.shareLinks.$inferInsert>> = {
      open: { allowAdd: true },
      locked: { passwordHash, allowAdd: true },
      expired: { expiresAt: ended, allowAdd: true },
      revoked: { revokedAt: ended, allowAdd: true },
      kept: { allowDownload: false },
      selection: { collectionId: null },
      chosen: { collectionId: null, allowAdd: true },
      generous: { allowOriginals: true, showDetails: true },
    };
    for (const [kind, more] of Object.entries(kinds))
      await this.insertLink("olga", kind, { collectionId: this.id("collection olga.shared"), ...more });
    const linkId = this.id("link olga.selection");
    const selected = ["olga.linked", "olga.trashed", "olga.held", "carl.guest"];
    await this.ctx.db
      .insert(sharing.shareLinkImages)
      .values(selected.map((image, position) => ({ linkId, imageId: this.id(image), position })));
    await this.ctx.db
      .insert(sharing.shareLinkImages)
      .values({ linkId: this.id("link olga.chosen"), imageId: this.id("olga.own"), position: 0 });
    for (const owner of ["fred", "dave"] as const)
      await this.insertLink(owner, "open", { collectionId: this.id(`collection ${owner}.album`), allowAdd: true });
    const tokens = { locked: this.secrets["link olga.locked"] ?? "", expired: this.secrets["link olga.expired"] ?? "" };
    Object.assign(this.secrets, makeBadPasses(this.ctx, this.id("link olga.locked"), this.id("link fred.open"), passwordHash));
    return { tokens, locked: { id: this.id("link olga.locked"), passwordHash } };
  }

  private async insertLink(owner: PersonName, kind: string, more: Partial<typeof sharing.shareLinks.$inferInsert>): Promise<void> {
    const token = createOpaqueToken();
    this.secrets[`link ${owner}.${kind}`] = token;
    const row = { id: this.id(`link ${owner}.${kind}`), ownerId: this.id(owner), title: `SEEN_${owner}_${kind}link_` };
    await this.ctx.db.insert(sharing.shareLinks).values({ ...row, tokenHash: hashOpaqueToken(token), ...more });
  }
}
