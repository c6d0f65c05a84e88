// `npm test`: installs and builds what is missing, then runs every check.
//   --require-postgres, --require-chromium   a missing one fails the run; so does CI=true
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rootDir } from "./build.mjs";
import { describeFailure } from "./plain-failure.mjs";
import { installPackages } from "./prepare.mjs";
import { findForbiddenSkips, missingNeeds, readPlaywrightCounts, readVitestCounts } from "./test-counts.mjs";

const stepMs = 30 * 60_000;
/** More of one step are only counted; what they said stands above. */
const namedFailures = 20;
const flags = new Set(process.argv.slice(2));
const ci = Boolean(process.env.CI) && process.env.CI !== "false";
const results = path.join(rootDir, "test-results");
const packages = path.join(rootDir, "node_modules");
const steps = [];

function runNode(script, args, env = {}) {
  return spawnSync(process.execPath, [path.resolve(packages, script), ...args], {
    cwd: rootDir,
    env: { ...process.env, ...env },
    stdio: "inherit",
    timeout: stepMs,
  }).status;
}

/** Runs a step and remembers how it went; one that throws or does not end with 0 has failed at least once, named or not. */
async function step(name, run) {
  console.log(`\n── ${name}`);
  let result;
  try {
    result = await run();
  } catch (error) {
    console.error(describeFailure(error));
    result = 1;
  }
  const counts = typeof result === "object" ? result : { passed: 0, failed: result === 0 ? [] : [`it ended with ${result}`], skipped: [] };
  steps.push({ name, ...counts });
}

function runVitest(label, args, env = {}) {
  const file = path.join(results, `${label}.json`);
  rmSync(file, { force: true });
  const reporter = path.join(rootDir, "lib/launch/count-reporter.mjs");
  const status = runNode("vitest/vitest.mjs", ["run", "--reporter=default", `--reporter=${reporter}`, ...args], {
    ...env,
    MAGPIE_COUNTS: file,
  });
  return withStatus(readVitestCounts(file), status);
}

function withStatus(counts, status) {
  return status !== 0 && counts.failed.length === 0 ? { ...counts, failed: [`it ended with ${status}`] } : counts;
}

/** A server for the database tests: TEST_DATABASE_URL, or one that is started for this run. */
async function startPostgres() {
  if (process.env.TEST_DATABASE_URL) return { url: process.env.TEST_DATABASE_URL, stop() {} };
  const port = await findFreePort();
  const script = path.join(rootDir, "e2e/postgres/postgres.sh");
  const started = spawnSync("bash", [script, "start", `${port}`], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    timeout: stepMs,
  });
  if (started.status !== 0) return undefined;
  return { url: started.stdout.trim(), stop: () => spawnSync("bash", [script, "stop", `${port}`], { stdio: "inherit", timeout: 60_000 }) };
}

function findFreePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The system's Chromium, CHROMIUM, or Playwright's own download. */
async function findChromium() {
  const { chromium } = await import(pathToFileURL(path.join(packages, "@playwright/test/index.mjs")).href);
  const places = [
    process.env.CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    chromium.executablePath(),
  ];
  return places.find((file) => file && existsSync(file));
}

async function testOnPostgres() {
  const server = await startPostgres();
  if (!server) {
    const required = ci || flags.has("--require-postgres");
    console.log(
      `No PostgreSQL 17 with pgvector could be started (see above); TEST_DATABASE_URL may name one.${required ? "" : " Skipped."}`,
    );
    return {
      passed: 0,
      failed: required ? ["Postgres is missing"] : [],
      skipped: required ? [] : ["the database tests on a server: Postgres is missing"],
    };
  }
  try {
    return runVitest("postgres", [".db.test."], { TEST_DATABASE_URL: server.url });
  } finally {
    server.stop();
  }
}

function testPages(chromium) {
  if (!existsSync(path.join(rootDir, "e2e/playwright.config.ts"))) return 1;
  if (!chromium) {
    const required = ci || flags.has("--require-chromium");
    console.log(
      "No Chromium is here. Install the system's (Debian: apt-get install chromium), run npx playwright install chromium, or set CHROMIUM.",
    );
    return {
      passed: 0,
      failed: required ? ["Chromium is missing"] : [],
      skipped: required ? [] : ["the stories in a browser: Chromium is missing"],
    };
  }
  const file = path.join(results, "stories.json");
  rmSync(file, { force: true });
  const args = ["test", "--config", "e2e/playwright.config.ts"];
  const env = { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  // Playwright empties its folder of results when it starts; the report is written at its end.
  const status = runNode("@playwright/test/cli.js", args, env);
  return withStatus(readPlaywrightCounts(file), status);
}

function summarize(missing) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  console.log("\n── Summary");
  for (const { name, passed, failed, skipped } of steps) {
    sum.passed += passed;
    sum.failed += failed.length;
    sum.skipped += skipped.length;
    const counted = passed + skipped.length > 0 || failed.length > 1;
    const tests = counted ? `: ${passed} passed, ${failed.length} failed, ${skipped.length} skipped` : "";
    console.log(`${failed.length ? "✗" : "✓"} ${name}${tests}`);
    for (const failure of failed.slice(0, namedFailures)) console.log(`    ${failure}`);
  }
  const forbidden = findForbiddenSkips(
    steps.flatMap((entry) => entry.skipped),
    missing,
  );
  for (const name of forbidden) console.log(`✗ skipped without need: ${name}`);
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  return sum.failed === 0 && forbidden.length === 0;
}

try {
  installPackages();
} catch (error) {
  console.error(describeFailure(error));
  process.exit(1);
}
const chromium = await findChromium();
await step("Lint", () => runNode("@biomejs/biome/bin/biome", ["check", "."]));
await step("Build", () => runNode(path.join(rootDir, "lib/launch/build-command.mjs"), []));
await step("Types", () => runNode("typescript/bin/tsc", ["--noEmit"]));
await step("Tests on the embedded database", () => runVitest("unit", [], { TEST_DATABASE_URL: "" }));
await step("Database tests on PostgreSQL 17", testOnPostgres);
await step("Stories in a browser", () => testPages(chromium));
const postgresMissing = steps.some((entry) => entry.skipped.some((name) => name.endsWith("Postgres is missing")));
const ok = summarize(missingNeeds({ env: process.env, postgres: !postgresMissing, chromium }));
process.exit(ok ? 0 : 1);
