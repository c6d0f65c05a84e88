// What has to be there before anything can run: packages and builds. Needs no package itself.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildBundles, rootDir } from "./build.mjs";
import { PlainFailure } from "./plain-failure.mjs";

/** Settings from the file `.env` in the project's folder; what the environment already has wins. */
export function readEnvFile(file = path.join(rootDir, ".env"), env = process.env) {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match) continue;
    const quoted = /^(["'])(.*)\1$/.exec(match[2]);
    env[match[1]] ??= quoted ? quoted[2] : match[2].replace(/\s+#.*$/, "");
  }
}

/** Whether the installed packages are missing or older than the lock file. */
export function packagesAreStale(dir = rootDir) {
  const installed = path.join(dir, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return true;
  return statSync(installed).mtimeMs < statSync(path.join(dir, "package-lock.json")).mtimeMs && !holdsTheSame(dir, installed);
}

/** A checkout makes the lock file newer without changing it: then the lists of packages are the same. */
function holdsTheSame(dir, installed) {
  const wanted = JSON.parse(readFileSync(path.join(dir, "package-lock.json"), "utf8")).packages;
  const have = JSON.parse(readFileSync(installed, "utf8")).packages;
  return Object.entries(wanted).every(([name, { version, optional }]) => name === "" || optional || have[name]?.version === version);
}

/** Runs `npm ci` when packages are missing or older than the lock file. */
export function installPackages() {
  if (!packagesAreStale()) return;
  console.log("Installing packages …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci", "--include=dev", "--no-fund", "--no-audit"], { cwd: rootDir, stdio: "inherit" });
  if (status !== 0)
    throw new PlainFailure(
      "The packages could not be installed (see above). Is this machine connected to the internet, and the disk not full?",
    );
}

const configuration = ["package-lock.json", "tsconfig.json"];
const bundleSources = ["lib", "e2e/eval", "e2e/bench", "e2e/api", "e2e/fixtures", ...configuration];
const pageSources = ["app", "components", "lib", "public", "next.config.ts", "postcss.config.mjs", ...configuration];

/** SHA-256 over the names and contents of files and folders; tests do not count. */
export function digestSources(names, dir = rootDir) {
  const hash = createHash("sha256");
  const add = (name) => {
    const file = path.join(dir, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory()) for (const inside of readdirSync(file).sort()) add(path.join(name, inside));
    else if (found && !/\.test\.(tsx?|mjs)$/.test(name)) hash.update(`${name}\0${found.size}\0`).update(readFileSync(file));
  };
  for (const name of names) add(name);
  return hash.digest("hex");
}

/** Whether a build must be made: its record is absent or of other sources. */
export function buildIsStale(record, digest) {
  return !existsSync(record) || readFileSync(record, "utf8") !== digest;
}

const bundlesRecord = path.join(rootDir, "dist", "sources.sha256");
const pagesRecord = path.join(rootDir, ".next", "sources.sha256");

/** Makes the bundles of dist/ when the sources have changed. */
export async function buildBundlesWhenStale() {
  const digest = digestSources(bundleSources);
  if (!buildIsStale(bundlesRecord, digest)) return;
  await buildBundles();
  record(bundlesRecord, digest);
}

/** Builds the pages when the sources have changed. */
export function buildPagesWhenStale() {
  const digest = digestSources(pageSources);
  if (!buildIsStale(pagesRecord, digest)) return;
  console.log("Building the pages …");
  const next = path.join(rootDir, "node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { status } = spawnSync(process.execPath, [next, "build"], { cwd: rootDir, env, stdio: "inherit" });
  if (status !== 0) throw new PlainFailure("The pages could not be built (see above).");
  record(pagesRecord, digest);
}

/** Builds all that is older than the sources. */
export async function buildWhatIsStale() {
  await buildBundlesWhenStale();
  buildPagesWhenStale();
}

function record(file, digest) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, digest);
}
