import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { v7 as createId } from "uuid";
import type { Context } from "../context/context";
import type { Storage } from "../storage/storage";
import { isKeyUsed } from "./receive-queries";

const prefix = "receiving-";
/** No receiving takes this long from its bytes to its row. */
const settledAfterMs = 15 * 60_000;

/**
 * Writes down that bytes are about to come under a key, until `withdraw` says that a row has them or
 * that they are gone. What stays behind after a crash is for `sweepReceived`.
 */
export async function announceKey(storage: Pick<Storage, "incomingDir">, key: string): Promise<{ withdraw(): Promise<void> }> {
  const note = path.join(storage.incomingDir, `${prefix}${createId()}.json`);
  await mkdir(storage.incomingDir, { recursive: true, mode: 0o700 });
  await writeFile(note, JSON.stringify({ key }), { flag: "wx", mode: 0o600 });
  return { withdraw: () => rm(note, { force: true }) };
}

/**
 * Removes bytes that a crash left without an image, as far as this machine received them; never a
 * file that was not announced. Gives how many. Safe to run again.
 */
export async function sweepReceived(ctx: Pick<Context, "db" | "storage" | "clock">): Promise<number> {
  const { incomingDir } = ctx.storage;
  const names = await readdir(incomingDir).catch(() => []);
  let removed = 0;
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const note = path.join(incomingDir, name);
    const found = await stat(note).catch(() => undefined);
    if (!found || ctx.clock.now().getTime() - found.mtimeMs < settledAfterMs) continue;
    const key = await readKey(note);
    if (key && !(await isKeyUsed(ctx.db, key)) && (await ctx.storage.exists(key))) {
      await ctx.storage.remove(key);
      removed++;
    }
    await rm(note, { force: true });
  }
  return removed;
}

/** Undefined for a note that a power cut left unfinished. */
async function readKey(note: string): Promise<string | undefined> {
  try {
    const { key } = JSON.parse(await readFile(note, "utf8")) as { key?: unknown };
    return typeof key === "string" ? key : undefined;
  } catch {
    return undefined;
  }
}
