import { spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { restartDelayMs, Supervisor } from "./supervisor.mjs";

let dir;
let supervisor;
let lines;
let failures;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "magpie-supervisor-"));
  lines = [];
  failures = [];
  supervisor = new Supervisor({ log: (line) => lines.push(line), onFatal: (failure) => failures.push(failure), firstDelayMs: 20 });
});
afterEach(() => {
  supervisor.kill();
  rmSync(dir, { recursive: true, force: true });
});

const events = () => (existsSync(path.join(dir, "events")) ? readFileSync(path.join(dir, "events"), "utf8").trim().split("\n") : []);

/** A child that notes its start and stop; `body` is run when it starts. */
function script(name, body = 'process.send("ready");') {
  const file = path.join(dir, `${name}.mjs`);
  const note = (event) => `appendFileSync(${JSON.stringify(path.join(dir, "events"))}, "${name} ${event}\\n");`;
  writeFileSync(
    file,
    `import { appendFileSync } from "node:fs";
    ${note("starts")}
    process.on("SIGTERM", () => setTimeout(() => { ${note("stops")} process.exit(0); }, 50));
    process.on("disconnect", () => { ${note("is alone")} process.exit(0); });
    setInterval(() => {}, 1000);
    ${body}`,
  );
  return { name, file };
}

const until = (condition) => vi.waitUntil(condition, { timeout: 60_000, interval: 20 });

describe("the supervisor", () => {
  test("waits longer before each restart, 30 s at most", () => {
    expect([0, 1, 2, 3, 10].map((restarts) => restartDelayMs(restarts))).toEqual([500, 1_000, 2_000, 4_000, 30_000]);
  });

  test("stops processes one after another, the last started first", async () => {
    for (const name of ["database", "worker", "web"]) await supervisor.start({ ...script(name), waitUntilReady: true });
    await supervisor.stop();
    expect(events()).toEqual(["database starts", "worker starts", "web starts", "web stops", "worker stops", "database stops"]);
    expect(lines).toEqual([]);
  });

  test("starts again what was killed, and says so", async () => {
    await supervisor.start({ ...script("worker"), waitUntilReady: true });
    const first = supervisor.pid("worker");
    process.kill(first, "SIGKILL");
    await until(() => events().length === 2 && supervisor.pid("worker"));
    expect(supervisor.pid("worker")).not.toBe(first);
    expect(lines).toEqual(["The worker process was ended by SIGKILL; it is started again in 0.02 s."]);
  });

  test("kills what does not stop in time", async () => {
    await supervisor.start({
      ...script("stubborn", 'process.removeAllListeners("SIGTERM"); process.on("SIGTERM", () => {}); process.send("ready");'),
      waitUntilReady: true,
      stopMs: 100,
    });
    await supervisor.stop();
    expect(supervisor.pid("stubborn")).toBeUndefined();
  });

  test("gives up on a process that never becomes ready", async () => {
    const ready = supervisor.start({ ...script("broken", "process.exit(3);"), waitUntilReady: true });
    await expect(ready).rejects.toThrow("The broken process does not start: it ended with code 3, 5 times in a row.");
    expect(failures).toHaveLength(1);
    expect(events()).toHaveLength(5);
  });

  test("does not start again what says that it cannot run", async () => {
    const ready = supervisor.start({ ...script("refusing", "process.exit(78);"), waitUntilReady: true });
    await expect(ready).rejects.toThrow();
    expect(failures[0].exitCode).toBe(78);
    expect(events()).toEqual(["refusing starts"]);
  });

  test("leaves no process behind when it is killed itself", async () => {
    const { file } = script("orphan");
    const main = path.join(dir, "main.mjs");
    writeFileSync(
      main,
      `import { Supervisor } from ${JSON.stringify(path.resolve("lib/launch/supervisor.mjs"))};
      await new Supervisor({}).start({ name: "orphan", file: ${JSON.stringify(file)}, waitUntilReady: true });
      console.log("started");`,
    );
    appendFileSync(path.join(dir, "events"), "");
    const child = spawn(process.execPath, [main], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGKILL");
    await until(() => events().includes("orphan is alone"));
  });
});
