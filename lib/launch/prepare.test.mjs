import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkPort, listAddresses } from "./addresses.mjs";
import { refuseNodeVersion } from "./node-version.mjs";
import { describeFailure, PlainFailure } from "./plain-failure.mjs";
import { buildIsStale, digestSources, packagesAreStale, readEnvFile } from "./prepare.mjs";
import { findForbiddenSkips, missingNeeds, readPlaywrightCounts } from "./test-counts.mjs";

let dir;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "magpie-prepare-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (name, text) => {
  mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
  writeFileSync(path.join(dir, name), text);
};

describe("a build", () => {
  test("is stale when a source changes, and not when only a test or a time does", () => {
    write("lib/a.ts", "1");
    write("lib/a.test.ts", "1");
    const digest = digestSources(["lib", "absent"], dir);
    write("record", digest);
    expect(buildIsStale(path.join(dir, "record"), digest)).toBe(false);
    expect(buildIsStale(path.join(dir, "none"), digest)).toBe(true);
    write("lib/a.test.ts", "2");
    utimesSync(path.join(dir, "lib/a.ts"), 1, 1);
    expect(digestSources(["lib"], dir)).toBe(digest);
    write("lib/a.ts", "2");
    expect(buildIsStale(path.join(dir, "record"), digestSources(["lib"], dir))).toBe(true);
  });
});

describe("packages", () => {
  const lock = (version) => JSON.stringify({ packages: { "": {}, "node_modules/a": { version } } });

  test("are stale when absent, or when the newer lock file names other versions", () => {
    write("package-lock.json", lock("1.0.0"));
    expect(packagesAreStale(dir)).toBe(true);
    write("node_modules/.package-lock.json", lock("1.0.0"));
    expect(packagesAreStale(dir)).toBe(false);
    utimesSync(path.join(dir, "node_modules/.package-lock.json"), 1, 1);
    expect(packagesAreStale(dir)).toBe(false);
    write("package-lock.json", lock("1.0.1"));
    expect(packagesAreStale(dir)).toBe(true);
  });
});

describe("settings in .env", () => {
  test("count where the environment has none", () => {
    write(".env", '# a comment\nPORT=4000 # not 3210\nexport HOST="127.0.0.1"\nDATA_DIR=/tmp/x\n');
    const env = { DATA_DIR: "/data" };
    readEnvFile(path.join(dir, ".env"), env);
    expect(env).toEqual({ PORT: "4000", HOST: "127.0.0.1", DATA_DIR: "/data" });
  });
});

describe("set-up failures are one plain sentence", () => {
  test("Node is too old", () => {
    expect(refuseNodeVersion("20.9.0", "20.9.0")).toBeUndefined();
    expect(refuseNodeVersion("22.0.0", "20.9.0")).toBeUndefined();
    expect(refuseNodeVersion("20.8.1", "20.9.0")).toBe(
      "Magpie needs Node 20.9.0 or newer, and this is Node 20.8.1. Get a newer one from https://nodejs.org.",
    );
  });

  test("the port is taken", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address();
    await expect(checkPort({ host: "127.0.0.1", port })).rejects.toThrow(`Port ${port} is taken by another program.`);
    server.close();
  });

  test("the disk is full, and whatever else has a sentence", () => {
    expect(describeFailure(Object.assign(new Error("write"), { code: "ENOSPC" }))).toBe(
      "The disk is full: free some space and start again.",
    );
    expect(describeFailure(new PlainFailure("So it is."))).toBe("So it is.");
  });

  test("settings cannot be used, and all faults are named at once", () => {
    const { status, stderr } = spawnSync(process.execPath, ["lib/launch/start.mjs", "--prebuilt"], {
      env: { PATH: process.env.PATH, PORT: "0", LOG_LEVEL: "loud", DATA_DIR: path.join(dir, "data") },
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^These settings cannot be used:\n {2}PORT: .*\n {2}LOG_LEVEL: .*\n$/);
  });
});

describe("addresses", () => {
  test("are this machine's and each of the local network", () => {
    const interfaces = {
      lo: [{ family: "IPv4", internal: true, address: "127.0.0.1" }],
      eth0: [
        { family: "IPv4", internal: false, address: "192.168.1.5" },
        { family: "IPv6", internal: false, address: "fe80::1" },
      ],
    };
    expect(listAddresses({ host: "0.0.0.0", port: 3210 }, interfaces)).toEqual(["http://localhost:3210", "http://192.168.1.5:3210"]);
    expect(listAddresses({ host: "::1", port: 1 }, interfaces)).toEqual(["http://[::1]:1"]);
  });
});

describe("a skipped test", () => {
  test("is allowed only when it names what is missing", () => {
    const missing = missingNeeds({ env: { MODEL_MIRROR: "/models" }, postgres: true, chromium: "/usr/bin/chromium" });
    expect(missing).toEqual(["MAGPIE_DATA"]);
    expect(findForbiddenSkips(["faces (needs MAGPIE_DATA)", "cosines (needs MODEL_MIRROR)", "later"], missing)).toEqual([
      "cosines (needs MODEL_MIRROR)",
      "later",
    ]);
  });
});

describe("what failed", () => {
  test("is named with its story and its first words, once for all tries", () => {
    const failed = { errors: [{ message: "\u001b[31mexpected 1\u001b[39m\n  got 2" }] };
    write(
      "stories.json",
      JSON.stringify({
        suites: [
          {
            title: "upload.spec.ts",
            specs: [
              { title: "a folder is added", tests: [{ status: "unexpected", results: [{ errors: [] }, failed] }] },
              { title: "a second try is enough", tests: [{ status: "flaky", results: [failed, { errors: [] }] }] },
            ],
          },
        ],
      }),
    );
    expect(readPlaywrightCounts(path.join(dir, "stories.json"))).toEqual({
      passed: 1,
      failed: ["upload.spec.ts a folder is added — expected 1 got 2"],
      skipped: [],
    });
    expect(readPlaywrightCounts(path.join(dir, "none.json")).failed).toHaveLength(1);
  });
});
