import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { v7 as createId } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "../../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../../auth/testing";
import { duplicatePairs } from "../../db/schema/duplicates";
import { emptyDatabase } from "../../db/testing";
import { createQueue } from "../../queue/pg-boss";
import { createDiskStorage } from "../../storage/disk";
import type { UploadContext } from "../receive-upload";
import { randomPng } from "../uploadthing/testing";
import { cancelImport, listImportFiles, listImports } from "./list-imports";
import { deleteImportsBefore } from "./queries";
import { runImport } from "./run-import";
import { startImport } from "./start-import";

let account: AccountContext;
let ctx: UploadContext;
let admin: Actor;
let folder: string;
const { signal } = new AbortController();

beforeAll(async () => {
  account = await openAccountContext();
  const config = { ...account.config, storage: { ...account.config.storage, freeBytesMin: 0 } };
  ctx = { ...account, config, storage: createDiskStorage(config), queue: await createQueue(account.database.sql, account.log) };
  await mkdir(ctx.storage.incomingDir, { recursive: true });
});
beforeEach(async () => {
  await emptyDatabase(account.database);
  admin = await createTestActor(account, "administrator");
  folder = await mkdtemp(path.join(os.tmpdir(), "magpie-import-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => account.close());

async function fill(files: Record<string, Uint8Array | string>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
  }
}

const options = { mode: "copy", detectDuplicates: true, onDuplicate: "review", collectionId: "default" } as const;
const start = (more: Partial<Parameters<typeof startImport>[2]> = {}) => startImport(ctx, admin, { folder, ...options, ...more });
const listFiles = async (importId: string) => (await listImportFiles(ctx, admin, { importId, limit: 1_000 })).files;
const countImages = async () => (await account.database.sql`select 1 from images`).length;

describe("an import", () => {
  it("copies the pictures of all folders and says of every other file why not", async () => {
    const sea = randomPng(3_000);
    await fill({
      "2020/sea.png": sea,
      "2020/again/sea copy.png": sea,
      "2021/hill.png": randomPng(2_000_000),
      "2021/hill.xmp": "x",
      "2021/film.mp4": "x",
      "2021/letter.pdf": "%PDF-1.7",
      "2021/empty.jpg": "",
      ".DS_Store": "x",
      "Thumbs.db": "x",
      ".hidden/a.png": randomPng(100),
    });
    await symlink("/etc", path.join(folder, "link"));
    const { id } = await start();
    await runImport(ctx, { importId: id }, { signal });
    const all = await listFiles(id);
    const files = Object.fromEntries(all.map((file) => [file.relativePath, [file.status, file.reason]]));
    expect(files).toEqual({
      "2020/sea.png": [expect.stringMatching(/created|duplicate/), expect.toSatisfy(() => true)],
      "2020/again/sea copy.png": [expect.stringMatching(/created|duplicate/), expect.toSatisfy(() => true)],
      "2021/hill.png": ["created", null],
      "2021/hill.xmp": ["ignored", "sidecar"],
      "2021/film.mp4": ["ignored", "video"],
      "2021/letter.pdf": ["rejected", expect.stringMatching(/^letter\.pdf is not a picture Magpie can keep: This is a PDF/)],
      "2021/empty.jpg": ["rejected", "empty.jpg is empty."],
      ".DS_Store": ["ignored", "system file"],
      "Thumbs.db": ["ignored", "system file"],
      ".hidden": ["ignored", "hidden folder"],
      link: ["ignored", "a link to elsewhere"],
    });
    const first = await listImportFiles(ctx, admin, { importId: id, limit: 2 });
    const second = await listImportFiles(ctx, admin, { importId: id, limit: 100, cursor: first.nextCursor ?? "" });
    expect([...first.files, ...second.files]).toEqual(all);
    expect([first.total, second.nextCursor]).toEqual([all.length, null]);
    expect((await listImportFiles(ctx, admin, { importId: id, limit: 1, status: "rejected" })).total).toBe(2);
    const { imports } = await listImports(ctx, admin);
    expect(imports).toMatchObject([{ id, status: "done", counts: { created: 2, duplicate: 1, rejected: 2, ignored: 6, waiting: 0 } }]);
    expect(await countImages()).toBe(2);
    expect((await readdir(ctx.storage.incomingDir)).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(await readdir(path.join(folder, "2020"))).toContain("sea.png");
  });

  it("of which a near duplicate was refused later counts it as a duplicate, and names the picture that is here", async () => {
    await fill({ "a.png": randomPng(1_000), "b.png": randomPng(1_000), "c.png": randomPng(1_000) });
    const { id } = await start({ onDuplicate: "reject-similar" });
    await runImport(ctx, { importId: id }, { signal });
    expect(await account.database.sql`select distinct on_duplicate from images`).toEqual([{ on_duplicate: "reject-similar" }]);
    const imageOf = async (name: string) => (await listFiles(id)).find((file) => file.relativePath === name)?.imageId ?? "";
    const [first, second, third] = [await imageOf("a.png"), await imageOf("b.png"), await imageOf("c.png")];
    for (const [imageId, verdict] of [
      [second, "duplicate"],
      [third, "similar"],
    ] as const) {
      const pair = { id: createId(), ownerId: admin.userId, imageId, ofImageId: first, layer: "view" as const, verdict, distance: 0.1 };
      await ctx.db.insert(duplicatePairs).values(pair);
      await account.database.sql`update images set place = 'trash', trash_reason = ${`near-duplicate-of:${first}`} where id = ${imageId}`;
    }
    const listBy = async (status: "created" | "duplicate") => {
      const { files, total } = await listImportFiles(ctx, admin, { importId: id, status, limit: 10 });
      return [total, ...files.map((file) => [file.relativePath, file.status, file.reason, file.ofImageId])];
    };
    expect(await listBy("created")).toEqual([1, ["a.png", "created", null, null]]);
    expect(await listBy("duplicate")).toEqual([
      2,
      ["b.png", "duplicate", "It repeats a.png, so it is in the trash.", first],
      ["c.png", "duplicate", "It is similar to a.png, so it is in the trash.", first],
    ]);
    expect((await listImports(ctx, admin)).imports[0]?.counts).toMatchObject({ created: 1, duplicate: 2 });
    const again = await start({ onDuplicate: "reject-similar" });
    await runImport(ctx, { importId: again.id }, { signal });
    expect(await listFiles(again.id)).toMatchObject([{ relativePath: "a.png", status: "duplicate", ofImageId: first }, {}, {}]);
  });

  it("refers to pictures where they are, and leaves them there", async () => {
    await fill({ "a.png": randomPng(1_000) });
    const { id } = await start({ mode: "refer" });
    await runImport(ctx, { importId: id }, { signal });
    const rows = await account.database.sql`select storage_key, external_path from files`;
    expect(rows).toEqual([{ storage_key: null, external_path: path.join(folder, "a.png") }]);
    expect(await readdir(folder)).toEqual(["a.png"]);
  });

  it("of the same folder again finds everything there, and copies nothing", async () => {
    await fill({ "a.png": randomPng(1_000), "b.png": randomPng(1_000) });
    for (const counts of [{ created: 2 }, { created: 0, duplicate: 2 }]) {
      const { id } = await start();
      await runImport(ctx, { importId: id }, { signal });
      expect((await listImports(ctx, admin)).imports[0]).toMatchObject({ id, counts });
    }
    expect(await countImages()).toBe(2);
  });

  it("goes on where it was stopped, making each image once, also with detection off", async () => {
    await fill(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${index}.png`, randomPng(500)])));
    const { id } = await start({ detectDuplicates: false });
    const stop = new AbortController();
    const stopping: UploadContext = {
      ...ctx,
      storage: {
        ...ctx.storage,
        commit: async (localPath, key) => {
          await ctx.storage.commit(localPath, key);
          if ((await ctx.db.execute("select 1 from images")).length === 4) stop.abort();
        },
      },
    };
    await expect(runImport(stopping, { importId: id }, { signal: stop.signal })).rejects.toThrow();
    expect(await countImages()).toBe(5);
    // As if the process had been killed between the image and the row that says so.
    await account.database.sql`update import_files set status = 'waiting' where status = 'created' and relative_path = '0.png'`;
    await runImport(ctx, { importId: id }, { signal });
    expect(await countImages()).toBe(12);
    expect((await listImports(ctx, admin)).imports[0]).toMatchObject({ status: "done", counts: { created: 12, waiting: 0 } });
  });

  it("keeps to the quota of its administrator, file by file", async () => {
    await fill({ "a.png": randomPng(500), "b.png": randomPng(900), "c.png": randomPng(400) });
    await account.database.sql`update users set quota_bytes = 1000 where id = ${admin.userId}`;
    const { id } = await start();
    await runImport(ctx, { importId: id }, { signal });
    const refused = (await listFiles(id)).filter(({ status }) => status === "rejected");
    expect(refused).toMatchObject([{ relativePath: "b.png", reason: expect.stringContaining("no room") }]);
    expect(await countImages()).toBe(2);
  });

  it("stops when it is cancelled, and keeps what it has brought in", async () => {
    await fill({ "a.png": randomPng(500), "b.png": randomPng(500), "c.png": randomPng(500) });
    const { id } = await start();
    const cancelling: UploadContext = {
      ...ctx,
      storage: {
        ...ctx.storage,
        commit: async (from, key) => {
          await ctx.storage.commit(from, key);
          await cancelImport(ctx, admin, { importId: id });
        },
      },
    };
    await runImport(cancelling, { importId: id }, { signal });
    expect(await countImages()).toBe(1);
    await runImport(ctx, { importId: id }, { signal });
    expect((await listImports(ctx, admin)).imports[0]).toMatchObject({ status: "cancelled", counts: { created: 1, waiting: 2 } });
  });

  it("passes over paths that are too long to keep, and brings in the rest", async () => {
    const deep = Array.from({ length: 12 }, () => randomBytes(100).toString("hex")).join("/");
    await fill({ "near.png": randomPng(100), [`${deep}/far.png`]: randomPng(100) });
    const { id } = await start();
    await runImport(ctx, { importId: id }, { signal });
    expect((await listFiles(id)).map(({ status, reason }) => [status, reason])).toEqual(
      expect.arrayContaining([
        ["created", null],
        ["ignored", "its path is too long"],
      ]),
    );
  });

  it("whose folder is gone fails with the reason", async () => {
    const { id } = await start();
    await rm(folder, { recursive: true });
    await runImport(ctx, { importId: id }, { signal });
    expect((await listImports(ctx, admin)).imports[0]).toMatchObject({
      status: "failed",
      failureReason: "There is no such folder on this machine.",
    });
  });
});

describe("starting an import", () => {
  it("refuses what is no folder, is ours, or is reached by a link into ours", async () => {
    const { dataDir } = account.config;
    await writeFile(path.join(folder, "file"), "");
    await symlink(dataDir, path.join(folder, "into"));
    const reasons: [string, RegExp][] = [
      ["pictures", /whole path/],
      [path.join(folder, "none"), /no such folder/],
      [path.join(folder, "file"), /not a folder/],
      [dataDir, /its own data/],
      [path.dirname(dataDir), /its own data/],
      [path.join(folder, "into"), /its own data/],
      [`${folder}\0`, /whole path/],
      ["/dev/../dev", /system/],
    ];
    for (const [one, reason] of reasons) await expect(start({ folder: one }), one).rejects.toThrow(reason);
    expect((await listImports(ctx, admin)).imports).toEqual([]);
  });

  it("keeps to IMPORT_FOLDERS where the owner set it, links resolved", async () => {
    const allowed = path.join(folder, "allowed");
    const other = path.join(folder, "other");
    await mkdir(path.join(allowed, "2020"), { recursive: true });
    await mkdir(other);
    await symlink(other, path.join(allowed, "link"));
    const strict = { ...ctx, config: { ...ctx.config, uploads: { ...ctx.config.uploads, importFolders: [allowed] } } };
    const tryFolder = (one: string) => startImport(strict, admin, { folder: one, ...options });
    await expect(tryFolder(path.join(allowed, "2020"))).resolves.toMatchObject({ status: "waiting" });
    for (const one of [other, path.join(allowed, "link"), folder]) await expect(tryFolder(one)).rejects.toThrow(/only imports from/);
  });

  it("is for administrators; others do not even see imports", async () => {
    const member = await createTestActor(account);
    await expect(startImport(ctx, member, { folder, ...options })).rejects.toThrow(/administrator/);
    const { id } = await start();
    await expect(cancelImport(ctx, member, { importId: id })).rejects.toThrow(/no such import/);
    expect(await listImports(ctx, member)).toEqual({ imports: [], page: 1, total: 0 });
  });

  it("is listed by pages, the newest first", async () => {
    await fill({ "sea.png": randomPng(3_000) });
    const ids: string[] = [];
    for (const _ of [1, 2, 3]) ids.unshift((await start()).id);
    const pageOf = async (page: number) => {
      const answer = await listImports(ctx, admin, { page, limit: 2 });
      return [answer.imports.map(({ id }) => id), answer.page, answer.total];
    };
    expect([await pageOf(1), await pageOf(2)]).toEqual([
      [ids.slice(0, 2), 1, 3],
      [ids.slice(2), 2, 3],
    ]);
  });

  it("is forgotten long after it was over, and its pictures stay", async () => {
    await fill({ "sea.png": randomPng(3_000) });
    const { id } = await start();
    await runImport(ctx, { importId: id }, { signal });
    const waiting = await start();
    expect(await deleteImportsBefore(ctx.db, new Date(Date.now() + 60_000))).toBe(1);
    expect((await listImports(ctx, admin)).imports.map((each) => each.id)).toEqual([waiting.id]);
    expect(await countImages()).toBe(1);
  });
});
