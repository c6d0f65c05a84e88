// Bundles what runs outside Next to dist/*.mjs. Packages stay outside the bundles.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const rootDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Each bundle in dist/ and the file it starts from. */
export const entries = {
  database: "lib/db/embedded/main.ts",
  "test-database": "lib/db/embedded/test-main.ts",
  migrate: "lib/db/migrate-main.ts",
  inference: "lib/inference/server/main.ts",
  models: "lib/inference/models-main.ts",
  decoder: "lib/imaging/decoder-child.ts",
  worker: "lib/jobs/worker.ts",
  web: "lib/launch/web.ts",
  eval: "e2e/eval/main.ts",
  bench: "e2e/bench/main.ts",
};

/**
 * Bundles the entries that exist; answers their names. A file is replaced in one go and only when
 * it changed, since others may be starting from it. With `onError` a broken entry does not stop the others.
 */
export async function buildBundles({ outDir = path.join(rootDir, "dist"), only = Object.keys(entries), onError } = {}) {
  const present = only.filter((name) => existsSync(path.join(rootDir, entries[name])));
  mkdirSync(outDir, { recursive: true });
  for (const name of present) {
    try {
      await buildBundle(name, outDir);
    } catch (error) {
      if (!onError) throw error;
      onError(name, error);
    }
  }
  return present;
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
  for (const file of outputFiles) replaceFile(file.path, file.contents);
}

function replaceFile(file, contents) {
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, file);
}
