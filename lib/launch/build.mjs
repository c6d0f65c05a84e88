// Bundles what runs outside Next to dist/*.mjs. Packages stay outside the bundles.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const rootDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Each bundle in dist/ and the file it starts from. */
export const entries = {
  settings: "lib/launch/settings.ts",
  database: "lib/db/embedded/main.ts",
  "test-database": "lib/db/embedded/test-main.ts",
  migrate: "lib/db/migrate-main.ts",
  inference: "lib/inference/server/main.ts",
  models: "lib/inference/models-main.ts",
  decoder: "lib/imaging/decoder-child.ts",
  worker: "lib/jobs/worker.ts",
  web: "lib/launch/web.ts",
  cli: "lib/cli/main.ts",
  docs: "lib/launch/docs.ts",
  property: "e2e/api/main.ts",
  eval: "e2e/eval/main.ts",
  bench: "e2e/bench/main.ts",
};

/**
 * Bundles the entries that exist; answers the names of those that changed. A file is replaced in one go and only when
 * it changed, since others may be starting from it. With `onError` a broken entry does not stop the others.
 */
export async function buildBundles({ outDir = path.join(rootDir, "dist"), only = Object.keys(entries), onError } = {}) {
  const present = only.filter((name) => existsSync(path.join(rootDir, entries[name])));
  mkdirSync(outDir, { recursive: true });
  const changed = [];
  for (const name of present) {
    try {
      if (await buildBundle(name, outDir)) changed.push(name);
    } catch (error) {
      if (!onError) throw error;
      onError(name, error);
    }
  }
  // Its service would stay in memory as long as the supervisor runs.
  await (await import("esbuild")).stop();
  return changed;
}

async function buildBundle(name, outDir) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: rootDir,
    entryPoints: [{ in: entries[name], out: name }],
    outdir: outDir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.9",
    packages: "external",
    sourcemap: "linked",
    alias: { "@": rootDir },
    logLevel: "error",
    write: false,
  });
  return outputFiles.map((file) => replaceFile(file.path, file.contents)).includes(true);
}

function replaceFile(file, contents) {
  if (existsSync(file) && readFileSync(file).equals(contents)) return false;
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, file);
  return true;
}
