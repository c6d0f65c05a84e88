import { randomUUID } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listCollections } from "../collections/list-collections";
import { ensureModel } from "../db/embedding-partitions";
import { emptyDatabase } from "../db/testing";
import { findViews } from "../images/get-image";
import { insertSharedCollection, insertTestImage } from "../images/testing";
import { createQueue } from "../queue/pg-boss";
import type { Queue } from "../queue/queue";
import { createDiskStorage } from "../storage/disk";
import type { Storage } from "../storage/storage";
import type { Actor } from "./access";
import { administerUser } from "./administer-user";
import { closeAccount } from "./close-account";
import { deleteUser, eraseLeavingUsers } from "./delete-user";
import { createSession, findSessionActor } from "./sessions";
import { signUp } from "./sign-up";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";

let ctx: AccountContext & { storage: Storage; queue: Queue };
let administrator: Actor;
const password = "correct horse battery";
/** Another one for each test: that a model has its partitions is remembered. */
let model = "";

beforeAll(async () => {
  const accounts = await openAccountContext({ REGISTRATION: "open" });
  ctx = { ...accounts, storage: createDiskStorage(accounts.config), queue: await createQueue(accounts.database.sql, accounts.log) };
  await mkdir(ctx.storage.incomingDir, { recursive: true });
});
afterAll(async () => {
  await ctx.queue.close();
  await ctx.close();
});
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  model = `tiny-${randomUUID()}`;
  await ensureModel(ctx.db, { id: model, dimension: 3 }, ctx.config.database.kind);
  administrator = await createTestActor(ctx, "administrator");
});

const scalar = async (query: ReturnType<typeof sql>) => Number((await ctx.db.execute<{ n: string }>(query))[0]?.n);

/** Every table of ours, with those of its columns that say whose a row is. */
async function listTables(): Promise<Map<string, string[]>> {
  const columns = await ctx.db.execute<{ table: string; column: string; whose: boolean }>(sql`
    select c.table_name as "table", c.column_name as "column",
      (c.data_type = 'uuid' and (c.column_name in ('owner_id', 'user_id') or exists (
        select 1 from information_schema.key_column_usage k
        join information_schema.referential_constraints r using (constraint_schema, constraint_name)
        join information_schema.table_constraints t on t.constraint_name = r.unique_constraint_name and t.table_name = 'users'
        where k.table_name = c.table_name and k.column_name = c.column_name))) as whose
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and not exists (select 1 from pg_inherits where inhrelid = format('%I', c.table_name)::regclass)`);
  const tables = new Map<string, string[]>();
  for (const { table, column, whose } of columns) tables.set(table, [...(tables.get(table) ?? []), ...(whose ? [column] : [])]);
  return tables;
}

/** A person who has something everywhere, on the disk too. */
async function makePerson(): Promise<{ actor: Actor; ids: string[] }> {
  const actor = await createTestActor(ctx);
  const { userId } = actor;
  const [first, second, trashed] = [uuidv7(), uuidv7(), uuidv7()];
  for (const id of [first, second, trashed]) {
    const storageKey = `collections/${userId}/c/${id}.png`;
    await ctx.storage.write(storageKey, Buffer.from("original"));
    await ctx.storage.write(`derived/${id}/small.jpg`, Buffer.from("small"));
    await insertTestImage(ctx.db, actor, { id, storageKey, place: id === trashed ? "trash" : "library" });
  }
  const [batch, link, group, collection, session] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), actor.sessionId];
  await writeFile(path.join(ctx.storage.incomingDir, `${batch}.0.1.part`), "half a picture");
  const other = administrator.userId;
  const statements = [
    sql`insert into collections (id, owner_id, name) values (${collection}, ${userId}, 'Trip')`,
    sql`insert into content_claims (owner_id, sha256, image_id) values (${userId}, ${first}, ${first}), (${userId}, 'gone', null)`,
    sql`insert into perceptual_hashes (owner_id, image_id, hash256) values (${userId}, ${first}, repeat('0', 256)::bit(256))`,
    sql`insert into embeddings (owner_id, model_id, image_id, embedding) values (${userId}, ${model}, ${first}, '[1,0,0]')`,
    sql`insert into duplicate_pairs (id, owner_id, image_id, of_image_id, layer, verdict, distance) values (${uuidv7()}, ${userId}, ${second}, ${first}, 'bytes', 'duplicate', 0)`,
    sql`insert into duplicate_decisions (image_id, of_image_id, owner_id, decision) values (${second}, ${first}, ${userId}, 'alternate')`,
    sql`insert into unrelated_images (set_id, image_id, owner_id) values (${uuidv7()}, ${first}, ${userId})`,
    sql`insert into duplicate_rules (id, owner_id, name, position, condition, action) values (${uuidv7()}, ${userId}, 'r', 1, '{}', '{}')`,
    sql`insert into duplicate_rule_runs (id, owner_id, changes, image_count) values (${uuidv7()}, ${userId}, '{}', 1)`,
    sql`insert into local_features (image_id, profile, owner_id, data) values (${first}, 'p', ${userId}, 'x')`,
    sql`insert into feature_indexes (id, owner_id, profile, state, words, learned_from) values (${uuidv7()}, ${userId}, 'p', 'serving', 'x', 0)`,
    sql`insert into saved_searches (id, owner_id, name, query) values (${uuidv7()}, ${userId}, 's', 'sea')`,
    sql`insert into search_history (id, owner_id, query) values (${uuidv7()}, ${userId}, 'sea')`,
    sql`insert into search_calibrations (owner_id, model_id, version, image_count, data) values (${userId}, ${model}, 1, 1, '{}')`,
    sql`insert into tombstones (image_id, owner_id, changed_xid) values (${uuidv7()}, ${userId}, 1)`,
    sql`insert into upload_batches (id, owner_id, detect_duplicates) values (${batch}, ${userId}, true)`,
    sql`insert into uploads (id, batch_id, owner_id, name, size_bytes) values (${`${batch}.0`}, ${batch}, ${userId}, 'a.jpg', 100)`,
    sql`insert into imports (id, owner_id, collection_id, folder, mode, detect_duplicates) values (${batch}, ${userId}, ${collection}, '/pictures', 'copy', true)`,
    sql`insert into import_files (import_id, relative_path) values (${batch}, 'a.jpg')`,
    sql`insert into invitations (id, token_hash, created_by, expires_at) values (${uuidv7()}, ${randomUUID()}, ${userId}, now())`,
    sql`insert into invitations (id, token_hash, created_by, used_by, expires_at) values (${uuidv7()}, ${randomUUID()}, ${other}, ${userId}, now())`,
    sql`insert into refresh_tokens (id, session_id, token_hash, expires_at) values (${uuidv7()}, ${session}, ${randomUUID()}, now())`,
    sql`insert into api_keys (id, user_id, name, token_hash, scopes) values (${uuidv7()}, ${userId}, 'k', ${randomUUID()}, '{read}')`,
    sql`insert into recovery_codes (user_id, code_hash) values (${userId}, 'x')`,
    sql`insert into identities (issuer, subject, user_id) values ('https://id.example.org', ${userId}, ${userId})`,
    sql`insert into groups (id, owner_id, name) values (${group}, ${userId}, 'Family')`,
    sql`insert into group_members (group_id, user_id) values (${group}, ${other}), (${group}, ${userId})`,
    sql`insert into collection_members (id, collection_id, user_id, role, accepted_at) values (${uuidv7()}, ${collection}, ${other}, 'viewer', now())`,
    sql`insert into collection_members (id, collection_id, user_id, role, accepted_at)
        select ${uuidv7()}, id, ${userId}, 'editor', now() from collections where owner_id = ${other} and is_default`,
    sql`insert into share_links (id, owner_id, token_hash) values (${link}, ${userId}, ${randomUUID()})`,
    sql`insert into share_link_images (link_id, image_id, position) values (${link}, ${first}, 1)`,
  ];
  for (const statement of statements) await ctx.db.execute(statement);
  return { actor, ids: [userId, first, second, trashed, batch, link, group, collection, session] };
}

/** In which tables any of these ids stands anywhere, and in which file names. */
async function findTraces(ids: string[]): Promise<string[]> {
  const traces: string[] = [];
  for (const table of (await listTables()).keys()) {
    const rows = await scalar(sql`select count(*) as n from ${sql.identifier(table)} as t
      where exists (select 1 from unnest(${sql.param(`{${ids.join(",")}}`)}::text[]) as id where strpos(t::text, id) > 0)`);
    if (rows > 0) traces.push(table);
  }
  const names = await readdir(ctx.config.dataDir, { recursive: true });
  traces.push(...names.filter((name) => ids.some((id) => name.includes(id))));
  return traces;
}

test("nothing of a person is left when they are deleted: no row of any table, no file; others keep theirs", async () => {
  const { actor, ids } = await makePerson();
  const stays = await makePerson();
  for (const [table, columns] of await listTables())
    for (const column of columns)
      expect(
        await scalar(sql`select count(*) as n from ${sql.identifier(table)} where ${sql.identifier(column)} = ${actor.userId}`),
        `makePerson puts something into ${table}.${column}`,
      ).toBeGreaterThan(0);
  const kept = await findTraces(stays.ids);

  expect(await deleteUser(ctx, administrator, { userId: actor.userId })).toEqual({ done: true });

  expect(await findTraces(ids)).toEqual([]);
  expect(await findTraces(stays.ids)).toEqual(kept);
});

test("pictures of others that live in a collection of the person who leaves move home", async () => {
  const { actor } = await makePerson();
  const other = await createTestActor(ctx);
  const theirs = await ctx.db.execute<{ id: string }>(sql`select id from collections where owner_id = ${actor.userId} and is_default`);
  const image = await insertTestImage(ctx.db, other, { homeCollectionId: theirs[0]?.id ?? "" });
  await deleteUser(ctx, administrator, { userId: actor.userId });
  const [row] = await ctx.db.execute<{ owner: string }>(sql`
    select c.owner_id as owner from images i join collections c on c.id = i.home_collection_id where i.id = ${image}`);
  expect(row?.owner).toBe(other.userId);
});

test("one's own account takes the password, and is over at once", async () => {
  const session = await signUp(ctx, { username: "Ada", email: "ada@example.org", password }, testClient);
  const ada = (await findSessionActor(ctx, session)) as Actor;
  await expect(deleteUser(ctx, ada, { userId: "me" })).rejects.toMatchObject({ code: "invalid-input" });
  await expect(deleteUser(ctx, ada, { userId: ada.userId, currentPassword: "wrong" })).rejects.toMatchObject({ code: "forbidden" });
  expect(await findSessionActor(ctx, session)).toBeDefined();
  expect(await deleteUser(ctx, ada, { userId: "me", currentPassword: password })).toEqual({ done: true });
  expect(await findSessionActor(ctx, session)).toBeUndefined();
  await signUp(ctx, { username: "ada", email: "ada@example.org", password }, testClient);
});

test("nobody but an administrator deletes somebody else, and learns nothing by trying", async () => {
  const { actor } = await makePerson();
  const member = await createTestActor(ctx);
  const refusals = await Promise.all(
    [actor.userId, randomUUID()].map((userId) =>
      deleteUser(ctx, member, { userId }).catch((error: { code: string; message: string }) => `${error.code} ${error.message}`),
    ),
  );
  expect(refusals[0]).toMatch(/^not-found /);
  expect(refusals[1]).toBe(refusals[0]);
});

test("the last administrator cannot be deleted", async () => {
  await createTestActor(ctx);
  await expect(deleteUser(ctx, administrator, { userId: "me" })).rejects.toMatchObject({ code: "conflict" });
  expect(await findSessionActor(ctx, { userId: administrator.userId, sessionId: administrator.sessionId ?? "" })).toBeDefined();
});

test("an account that was closed before a crash is erased by housekeeping, and cannot come back meanwhile", async () => {
  const { actor, ids } = await makePerson();
  await closeAccount(ctx, actor.userId);
  expect(await findSessionActor(ctx, await createSession(ctx, actor.userId, testClient))).toBeUndefined();
  await expect(administerUser(ctx, administrator, { userId: actor.userId, disabled: false })).rejects.toMatchObject({ code: "conflict" });
  expect(await scalar(sql`select count(*) as n from share_links`)).toBe(0);
  expect(await eraseLeavingUsers(ctx)).toBe(1);
  expect(await findTraces(ids)).toEqual([]);
});

test("what was shared with or by somebody who leaves is seen by nobody from then on, long before it is deleted", async () => {
  const [leaver, friend] = [await createTestActor(ctx), await createTestActor(ctx)];
  const [own, given] = [await insertTestImage(ctx.db, leaver), await insertTestImage(ctx.db, leaver)];
  const shared = await insertSharedCollection(ctx.db, leaver, friend, { imageIds: [own] });
  const theirs = await insertSharedCollection(ctx.db, friend, leaver, { role: "contributor", imageIds: [given] });
  const seen = async () => {
    const as = { ...ctx, actor: friend };
    const [collections, images] = [await listCollections(as), await findViews(as, [own, given])];
    return [collections.collections.map(({ id, imageCount }) => (id === shared || id === theirs ? imageCount : 0)), images.length];
  };
  expect(await seen()).toEqual([[0, 1, 1], 2]);
  await closeAccount(ctx, leaver.userId);
  expect(await seen()).toEqual([[0, 0], 0]);
});
