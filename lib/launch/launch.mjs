import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { checkPort, listAddresses } from "./addresses.mjs";
import { rootDir } from "./build.mjs";
import { pingDatabase } from "./ping-database.mjs";
import { describeFailure, PlainFailure } from "./plain-failure.mjs";
import { buildBundlesWhenStale, buildPagesWhenStale, installPackages, readEnvFile } from "./prepare.mjs";
import { Supervisor } from "./supervisor.mjs";

const bundle = (name) => path.join(rootDir, "dist", `${name}.mjs`);

/** Prepares and runs everything; the process exits by itself. */
export async function launch(flags) {
  try {
    readEnvFile();
    process.env.NODE_ENV = flags.has("--dev") ? "development" : "production";
    process.env.NEXT_TELEMETRY_DISABLED = "1";
    if (!flags.has("--prebuilt")) await prepare();
    if (!existsSync(bundle("settings")))
      throw new PlainFailure("Nothing is built yet: run npm start without --prebuilt, or npm run build.");
    const { readConfig, ConfigError, limits, cannotRunExitCode } = await import(bundle("settings"));
    const config = readSettings(readConfig, ConfigError);
    mkdirSync(config.dataDir, { recursive: true });
    if (flags.has("--models-only")) process.exit(await runToEnd("models"));
    await checkPort(config.web);
    if (!flags.has("--prebuilt") && !flags.has("--dev")) buildPagesWhenStale();
    await run({ config, limits, cannotRunExitCode, flags });
  } catch (error) {
    console.error(describeFailure(error));
    process.exit(error.exitCode ?? 1);
  }
}

async function prepare() {
  installPackages();
  await buildBundlesWhenStale();
}

function readSettings(readConfig, ConfigError) {
  try {
    return readConfig();
  } catch (error) {
    if (error instanceof ConfigError) throw new PlainFailure(error.message);
    throw error;
  }
}

async function run({ config, limits, cannotRunExitCode, flags }) {
  let ending = false;
  const end = (failure) => {
    if (ending) return;
    ending = true;
    if (failure.message) console.error(failure.message);
    supervisor.stop().then(() => process.exit(failure.exitCode ?? 1));
  };
  const supervisor = new Supervisor({ onFatal: end, cannotRunExitCode });
  stopOnSignals(supervisor);
  const start = (name, options) => {
    // When it cannot start, `end` stops everything and exits: nothing comes after it.
    return supervisor.start({ name, file: bundle(name), ...options }).catch(() => new Promise(() => {}));
  };
  if (config.database.kind === "embedded") await start("database", { waitUntilReady: true });
  if ((await runToEnd("migrate")) !== 0) return end(new PlainFailure("The database is not ready (see above)."));
  if (config.database.kind === "embedded") keepPinging(supervisor, config.database.socketPath, limits.database.pingTimeoutMs);
  if (!flags.has("--prebuilt") && config.inference.kind === "embedded" && (await runToEnd("models")) !== 0) {
    console.log("Not all model files are here (see above). Everything else works; what waits for them is caught up on when they arrive.");
  }
  if (config.inference.kind === "embedded") await start("inference");
  await start("worker", { stopMs: 15_000 });
  await start("web", { waitUntilReady: true, args: flags.has("--dev") ? ["--dev"] : [] });
  if (flags.has("--dev")) await watchSources(supervisor);
  announce(config);
}

function announce(config) {
  console.log(`\nMagpie is ready.\n  Data:  ${config.dataDir}`);
  const [first, ...others] = listAddresses(config.web);
  console.log(`  Open:  ${first}`);
  for (const address of others) console.log(`         ${address}`);
  console.log("  Stop:  Ctrl-C\n");
}

function stopOnSignals(supervisor) {
  let asked = 0;
  const stop = (signal) => {
    asked++;
    for (const child of passing) child.kill(asked > 1 ? "SIGKILL" : "SIGTERM");
    if (asked > 1) {
      supervisor.kill();
      process.exit(130);
    }
    console.log(`${signal === "SIGINT" ? "\n" : ""}Stopping … (Ctrl-C again to kill)`);
    supervisor.stop().then(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
}

/** Kills a database that does not answer: at a full disk PGlite spins for ever. */
function keepPinging(supervisor, socketPath, timeoutMs) {
  let answeredAt = Date.now();
  let pid;
  const ping = async () => {
    if (supervisor.stopping) return;
    if (pid !== supervisor.pid("database")) {
      pid = supervisor.pid("database");
      answeredAt = Date.now() + timeoutMs;
    }
    if (await pingDatabase(socketPath, timeoutMs)) answeredAt = Math.max(answeredAt, Date.now());
    else if (pid && pid === supervisor.pid("database") && Date.now() - answeredAt >= timeoutMs) {
      console.error(`The database has not answered for ${timeoutMs / 1000} s.`);
      supervisor.restart("database", "SIGKILL");
    }
    setTimeout(ping, 2_000).unref();
  };
  setTimeout(ping, 2_000).unref();
}

/** What runs between the processes (migration, models), to be stopped with them. */
const passing = new Set();

/** Runs a bundle until it ends; answers its exit code. */
function runToEnd(name) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bundle(name)], { cwd: rootDir, stdio: ["ignore", "inherit", "inherit"] });
    passing.add(child);
    child.once("exit", (code) => {
      passing.delete(child);
      resolve(code ?? 1);
    });
    child.once("error", () => resolve(1));
  });
}

async function watchSources(supervisor) {
  const { watch } = await import("node:fs");
  const { buildBundles } = await import("./build.mjs");
  let timer;
  const rebuild = async () => {
    const changed = await buildBundles({ onError: (name, error) => console.error(`${name}: ${error.message}`) });
    for (const name of changed) {
      if (supervisor.pid(name)) console.log(`The ${name} process has changed.`);
      supervisor.restart(name);
    }
  };
  watch(path.join(rootDir, "lib"), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(rebuild, 300);
  });
}
