// `npm run api:types`: writes lib/cli/api-types.ts, the types of the API's client, from the OpenAPI document.
// openapi-typescript needs TypeScript 5, which this project has left: both come from the registry, for this run only.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildBundles, rootDir } from "./build.mjs";
import { describeFailure, PlainFailure } from "./plain-failure.mjs";

const packages = ["openapi-typescript@7.13.0", "typescript@5.9.3"];
const folder = mkdtempSync(path.join(os.tmpdir(), "magpie-api-types-"));

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: rootDir, stdio: ["ignore", "ignore", "inherit"], timeout: 300_000 });
  if (status !== 0) throw new PlainFailure("The types could not be written (see above).");
}

/** What the types are made of: a new version of the package alone changes nothing. */
function digestOf({ paths, components }) {
  return createHash("sha256").update(JSON.stringify({ paths, components })).digest("hex");
}

try {
  await buildBundles({ only: ["docs"] });
  run(process.execPath, [path.join(rootDir, "dist/docs.mjs"), folder]);
  const document = path.join(folder, "openapi.json");
  const types = path.join(folder, "api-types.ts");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  run(npm, ["exec", "--yes", ...packages.map((name) => `--package=${name}`), "--", "openapi-typescript", document, "--output", types]);
  const header = `// Written by \`npm run api:types\`; not to be edited.\n// SHA-256 of the OpenAPI document's paths and components: ${digestOf(JSON.parse(readFileSync(document, "utf8")))}\n`;
  writeFileSync(path.join(rootDir, "lib/cli/api-types.ts"), header + readFileSync(types, "utf8"));
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
