import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";

const record = z.object({ sizeBytes: z.number(), mtimeMs: z.number(), sha256: z.string() });

/** Of this process: reading the record again for each search would be a waste. */
const known = new Map<string, z.infer<typeof record>>();

/** SHA-256 of a file's bytes, in hex, read as a stream. */
export async function computeSha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/**
 * Finds the file's size and SHA-256. The checksum is computed once and then remembered under
 * `cacheDir`, for as long as size and time of change stay the same, so that a start need not read
 * hundreds of megabytes. Undefined when there is no such file.
 */
export async function findChecksum(file: string, cacheDir: string): Promise<{ sizeBytes: number; sha256: string } | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const holds = (entry: z.infer<typeof record> | undefined) => entry?.sizeBytes === found.size && entry.mtimeMs === found.mtimeMs;
  const recordFile = path.join(cacheDir, `${createHash("sha256").update(path.resolve(file)).digest("hex").slice(0, 32)}.json`);
  const remembered = known.get(file) ?? (await readRecord(recordFile));
  if (remembered && holds(remembered)) {
    known.set(file, remembered);
    return remembered;
  }
  const fresh = { sizeBytes: found.size, mtimeMs: found.mtimeMs, sha256: await computeSha256(file) };
  known.set(file, fresh);
  await writeRecord(recordFile, fresh);
  return fresh;
}

async function readRecord(file: string): Promise<z.infer<typeof record> | undefined> {
  try {
    return record.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** Only a shortcut for the next start: a full or read-only disk does not matter here. */
async function writeRecord(file: string, value: z.infer<typeof record>): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(part, JSON.stringify(value));
    await rename(part, file);
  } catch {
    return;
  }
}
