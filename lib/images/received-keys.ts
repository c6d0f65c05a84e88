import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { v7 as createId } from "uuid";
import { z } from "zod";
import type { Context } from "../context/context";
import type { Storage } from "../storage/storage";
import { isImageThere, isKeyUsed } from "./receive-queries";

const prefix = "receiving-";
/** No receiving takes this long from its bytes to its row, and no deleting from its rows to its files. */
const settledAfterMs = 15 * 60_000;

/** Bytes that a crash could leave without a row: originals by key, derived files by image. */
const note = z.object({ keys: z.array(z.string()), imageIds: z.array(z.uuid()).default([]) });
type Note = z.infer<typeof note>;
type NoteFile = { file: string; ageMs: number };

type Announced = { withdraw(): Promise<void> };

/**
 * Writes down that bytes are about to come under a key, until `withdraw` says that a row has them or
 * that they are gone. What stays behind after a crash is for `sweepReceived`.
 */
export function announceKey(storage: Pick<Storage, "incomingDir">, key: string): Promise<Announced> {
  return announce(storage, { keys: [key], imageIds: [] });
}

/** The same for bytes whose rows are about to go, until they are gone too. A row that stays keeps its bytes. */
export async function announce(storage: Pick<Storage, "incomingDir">, what: Note): Promise<Announced> {
  const file = path.join(storage.incomingDir, `${prefix}${createId()}.json`);
  await mkdir(storage.incomingDir, { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(what), { flag: "wx", mode: 0o600 });
  return { withdraw: () => rm(file, { force: true }) };
}

/**
 * Removes bytes that a crash left without an image, as far as this machine announced them; never a
 * file that was not announced. Gives how many originals. Safe to run again.
 */
export async function sweepReceived(ctx: Pick<Context, "db" | "storage" | "clock">): Promise<number> {
  let removed = 0;
  for (const { file, ageMs } of await listNotes(ctx)) {
    if (ageMs < settledAfterMs) continue;
    const { keys, imageIds } = await readNote(file);
    for (const key of keys) {
      if (!(await isOrphan(ctx, key))) continue;
      await ctx.storage.remove(key);
      removed++;
    }
    for (const id of imageIds) if (!(await isImageThere(ctx.db, id))) await ctx.storage.removeFolder(`derived/${id}`);
    await rm(file, { force: true });
  }
  return removed;
}

/**
 * Whether bytes are there that nobody has and nobody is just receiving. The order matters: whoever
 * put them there wrote a note before, and withdraws it only after there is a row.
 */
async function isOrphan(ctx: Pick<Context, "db" | "storage" | "clock">, key: string): Promise<boolean> {
  if (!(await ctx.storage.exists(key))) return false;
  for (const { file, ageMs } of await listNotes(ctx)) {
    if (ageMs < settledAfterMs && (await readNote(file)).keys.includes(key)) return false;
  }
  return !(await isKeyUsed(ctx.db, key));
}

async function listNotes({ storage, clock }: Pick<Context, "storage" | "clock">): Promise<NoteFile[]> {
  const names = await readdir(storage.incomingDir).catch(() => []);
  const notes: NoteFile[] = [];
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const file = path.join(storage.incomingDir, name);
    const found = await stat(file).catch(() => undefined);
    if (found) notes.push({ file, ageMs: clock.now().getTime() - found.mtimeMs });
  }
  return notes;
}

/** Empty for a note that was withdrawn meanwhile, or that a power cut left unfinished. */
async function readNote(file: string): Promise<Note> {
  try {
    return note.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return { keys: [], imageIds: [] };
  }
}
