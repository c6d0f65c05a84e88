import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { openDatabase } from "../db/client";
import { migrateDatabase, migrationsFolder } from "../db/migrate";
import { buildBundles, rootDir } from "./build.mjs";

/**
 * Vitest's global set-up: bundles the processes (tests start decoder children and others from
 * dist/), and gives each worker a database of its own: in memory, or on TEST_DATABASE_URL.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildBundles({ onError: (name) => console.error(`dist/${name}.mjs could not be built: tests that start it will fail.`) });
  const workers = project.config.maxWorkers;
  const server = process.env.TEST_DATABASE_URL;
  return server ? createServerDatabases(server, workers) : startEmbeddedDatabases(workers);
}

async function startEmbeddedDatabases(workers: number): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "magpie-test-"));
  process.env.MAGPIE_TEST_DATABASES = folder;
  const template = path.join(rootDir, ".cache", `test-database-${migrationsDigest()}.tar`);
  const children = await Promise.all(
    Array.from({ length: workers }, (_, index) => startEmbedded(path.join(folder, `${index + 1}`), template)),
  );
  return async () => {
    for (const child of children) child.disconnect();
    rmSync(folder, { recursive: true, force: true });
  };
}

function startEmbedded(dir: string, template: string): Promise<ChildProcess> {
  mkdirSync(dir, { mode: 0o700 });
  const child = fork(path.join(rootDir, "dist", "test-database.mjs"), [path.join(dir, ".s.PGSQL.5432"), template], { cwd: rootDir });
  return new Promise((resolve, reject) => {
    child.once("message", () => {
      child.removeAllListeners("exit");
      resolve(child);
    });
    child.once("exit", (code) => reject(new Error(`The tests' database ended with code ${code}.`)));
  });
}

/** Changes with the migrations and the versions of PGlite and pg-boss. */
function migrationsDigest(): string {
  const hash = createHash("sha256");
  for (const file of [
    "node_modules/@electric-sql/pglite/package.json",
    "node_modules/pg-boss/package.json",
    "lib/queue/migrate-queue.ts",
  ]) {
    hash.update(readFileSync(path.join(rootDir, file)));
  }
  const folder = path.join(rootDir, migrationsFolder);
  for (const name of readdirSync(folder).sort()) if (name.endsWith(".sql")) hash.update(readFileSync(path.join(folder, name)));
  return hash.digest("hex").slice(0, 12);
}

async function createServerDatabases(server: string, workers: number): Promise<() => Promise<void>> {
  const prefix = `magpie_test_${process.pid}`;
  process.env.MAGPIE_TEST_DATABASES = prefix;
  const names = Array.from({ length: workers }, (_, index) => `${prefix}_${index + 1}`);
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  for (const name of names) {
    await admin.unsafe(`create database ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    const database = openDatabase({ database: { kind: "server", url: url.href } }, { max: 1 });
    await migrateDatabase(database);
    await database.close();
  }
  return async () => {
    for (const name of names) await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
  };
}
