import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { getProcessing } from "@/lib/ingest/schema";
import { checkHashes } from "@/lib/uploads/schema";
import { formatTable } from "../eval/table";
import { type App, waitUntilReady } from "../fixtures/app";
import { runMagpie, startCommand } from "../fixtures/command-line";
import { sha256, type UploadFile, type Visitor } from "../fixtures/visitor";
import { findProcess } from "./memory";

const pollMs = 250;

/**
 * Uploads pictures with the command line, as a person with a folder does: how fast, and how much
 * memory it takes on the way. Then others, while the command line, the web server and the database
 * are killed with SIGKILL: what is missing afterwards.
 */
export async function measureCommandLine(
  app: App,
  visitor: Visitor,
  account: { login: string; password: string },
  pictures: UploadFile[],
): Promise<void> {
  const home = await mkdtemp(path.join(os.tmpdir(), "magpie-cli-"));
  const env = { XDG_CONFIG_HOME: home, MAGPIE_URL: app.url, MAGPIE_PASSWORD: account.password };
  try {
    const signedIn = await runMagpie(["login", "--username", account.login], env);
    if (signedIn.code !== 0) throw new Error(signedIn.err);
    const half = Math.floor(pictures.length / 2);
    const smooth = await writePictures(path.join(home, "smooth"), pictures.slice(0, half));
    const rough = await writePictures(path.join(home, "rough"), pictures.slice(half));
    await measureSmooth(smooth, env);
    await measureRough(app, visitor, rough, env);
    await countMissing(visitor, pictures);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function writePictures(folder: string, pictures: UploadFile[]): Promise<string> {
  await mkdir(folder);
  for (const picture of pictures) await writeFile(path.join(folder, picture.name), picture.bytes);
  return folder;
}

async function measureSmooth(folder: string, env: Record<string, string>): Promise<void> {
  const child = startCommand(["upload", folder], env);
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(readResidentMib(child)), pollMs);
  const said = await readToEnd(child);
  clearInterval(timer);
  const known = samples.filter((mib) => mib > 0);
  const at = (share: number) => known[Math.min(known.length - 1, Math.floor(known.length * share))] ?? 0;
  console.log("\nCommand line, a folder uploaded");
  console.log(said.trim());
  console.log(
    formatTable(
      ["resident MiB at 10 %", "50 %", "90 %", "peak", "samples"],
      [[at(0.1), at(0.5), at(0.9), Math.max(0, ...known), known.length]],
    ),
  );
}

/** Kills the command line at a third, then the web server and the database at two thirds and later. */
async function measureRough(app: App, visitor: Visitor, folder: string, env: Record<string, string>): Promise<void> {
  const start = await countImages(visitor);
  const first = startCommand(["upload", folder], env);
  const total = readdirSync(folder).length;
  const arrived = async (share: number, child: ChildProcess) => {
    while (child.exitCode === null && (await countImages(visitor).catch(() => 0)) - start < total * share)
      await new Promise((resolve) => setTimeout(resolve, pollMs));
  };
  const firstEnded = readToEnd(first);
  await arrived(1 / 3, first);
  const killedEarly = first.exitCode === null;
  first.kill("SIGKILL");
  await firstEnded;
  const second = startCommand(["upload", folder], env);
  const secondEnded = readToEnd(second);
  const killed: string[] = killedEarly ? ["command line"] : [];
  for (const [victim, share] of [
    ["web", 1 / 2],
    ["database", 2 / 3],
    ["worker", 5 / 6],
  ] as const) {
    await arrived(share, second);
    const pid = findProcess(app.supervisor.pid ?? 0, victim);
    if (second.exitCode !== null || !pid) continue;
    process.kill(pid, "SIGKILL");
    killed.push(victim);
    await waitUntilReady(app);
  }
  const said = await secondEnded;
  console.log(`\nCommand line, with kill -9 during the upload of: ${killed.join(", ")}; exit code ${second.exitCode}`);
  console.log(said.trim());
}

async function countImages(visitor: Visitor): Promise<number> {
  const { counts } = await visitor.call(getProcessing, {});
  return counts.waiting + counts.running + counts.failed + counts.processed;
}

async function countMissing(visitor: Visitor, pictures: UploadFile[]): Promise<void> {
  const hashes = pictures.map(({ bytes }) => sha256(bytes));
  const here = new Set<string>();
  for (let at = 0; at < hashes.length; at += 1_000) {
    const { known } = await visitor.call(checkHashes, { hashes: hashes.slice(at, at + 1_000) });
    for (const one of known) here.add(one.sha256);
  }
  const missing = hashes.filter((hash) => !here.has(hash)).length;
  console.log(formatTable(["files", "images in the library", "missing"], [[new Set(hashes).size, await countImages(visitor), missing]]));
}

function readResidentMib(child: ChildProcess): number {
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
    return Math.round(Number(kib ?? 0) / 1_024);
  } catch {
    return 0;
  }
}

async function readToEnd(child: ChildProcess): Promise<string> {
  let said = "";
  child.stdout?.on("data", (chunk) => {
    said += String(chunk);
  });
  child.stderr?.resume();
  await new Promise((resolve) => child.once("close", resolve));
  return said;
}
