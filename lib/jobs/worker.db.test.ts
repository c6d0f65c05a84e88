import { type ChildProcess, fork } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { makeShapePicture } from "@/e2e/fixtures/tiny-encoder-picture";
import type { Actor } from "../auth/access";
import { emptyDatabase } from "../db/testing";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";

const modelDir = "/nonexistent-model";
const count = 24;
let library: TestLibrary;
let actor: Actor;
let worker: ChildProcess | undefined;

beforeAll(async () => {
  library = await openTestLibrary(modelDir);
  const { database, dataDir } = library.account.config;
  if (database.kind === "server") return;
  await mkdir(path.join(dataDir, "run"));
  await symlink(database.socketPath, path.join(dataDir, "run", ".s.PGSQL.5432"));
});
beforeEach(async () => {
  await emptyDatabase(library.account.database);
  actor = await library.createActor();
});
afterEach(() => {
  worker?.kill("SIGKILL");
});
afterAll(() => library.close());

async function startWorker(): Promise<ChildProcess> {
  const { database, dataDir } = library.account.config;
  const settings = { DATA_DIR: dataDir, SEARCH_MODEL: modelDir, CORES: "2", LOG_LEVEL: "error", FREE_SPACE_RESERVE: "0" };
  const env = { NODE_ENV: "test" as const, ...settings, ...(database.kind === "server" ? { DATABASE_URL: database.url } : {}) };
  worker = fork(path.resolve("dist/worker.mjs"), { env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  await new Promise((resolve) => worker?.once("message", resolve));
  return worker;
}

const exited = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
const countWhere = async (condition: string) =>
  Number((await library.account.db.execute<{ count: string }>(sql.raw(`select count(*) from images where ${condition}`)))[0]?.count);
const countJobs = async (condition = "true") =>
  Number(
    (
      await library.account.db.execute<{ count: string }>(
        sql.raw(`select count(*) from pgboss.job where name = 'ingest-image' and ${condition}`),
      )
    )[0]?.count,
  );

/** On a server, jobs of a worker that died come back only when they expire. */
const until = (isSo: () => Promise<boolean>) => vi.waitUntil(isSo, { timeout: 200_000, interval: 25 });

let seed = 100;
async function receivePictures(): Promise<void> {
  for (let received = 0; received < count; received++) {
    const picture = await makeShapePicture({ colour: "red", shape: "square", seed: seed++ });
    expect((await library.receive(actor, picture, { detectDuplicates: false })).outcome).toBe("created");
  }
}

describe("the worker", () => {
  it("finishes every picture although it is killed in the middle of its jobs, three times", async () => {
    const isPending = async () => (await countWhere("status = 'pending'")) > 0;
    const isBusy = async () => (await countWhere("processing_since is not null")) > 0;
    let [batches, killed] = [0, 0];
    // A worker may be through before it is killed; that round does not count.
    for (let round = 0; killed < 3 && round < 20; round++) {
      if (!(await isPending())) {
        await receivePictures();
        batches++;
      }
      const child = await startWorker();
      const before = await countWhere("status = 'processed'");
      await until(async () => ((await countWhere("status = 'processed'")) > before && (await isBusy())) || !(await isPending()));
      child.kill("SIGKILL");
      await exited(child);
      if (await isBusy()) killed++;
    }
    expect(killed).toBe(3);
    await startWorker();
    await until(async () => (await countWhere("status = 'processed'")) === batches * count && (await countJobs()) === 0);
    expect(await countWhere("processing_since is not null")).toBe(0);
  });

  it("stops in order: what runs is finished or given back, and uses up no attempt", async () => {
    await receivePictures();
    const child = await startWorker();
    await until(async () => (await countWhere("status = 'processed'")) > 0);
    child.kill("SIGTERM");
    expect(await exited(child)).toBe(0);
    expect(await countJobs("state = 'active'")).toBe(0);
    expect(await countJobs("started_on is not null")).toBe(0);
    expect(await countWhere("status = 'processed'")).toBe(count - (await countJobs()));
  });

  it("stops when its supervisor is gone", async () => {
    const child = await startWorker();
    child.disconnect();
    expect(await exited(child)).toBe(0);
  });
});
