import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Config } from "../config";

const secretsSchema = z.object({
  /** Encrypts session cookies. */
  authSecret: z.string().min(43),
  /** Signs upload addresses. */
  uploadSecret: z.string().min(43),
});

/** Keys that all processes of one library share: 32 random bytes each, as base64url. */
export type Secrets = z.infer<typeof secretsSchema>;

const known = new Map<string, Secrets>();

/**
 * The secrets of the library, from `secrets.json` in the data folder (mode 0600). They are made on
 * the first call ever; of processes that start at the same moment one wins and all agree.
 * @throws Error when the file is there but cannot be read as secrets
 */
export function readSecrets(config: Pick<Config, "dataDir">): Secrets {
  const file = path.join(config.dataDir, "secrets.json");
  const remembered = known.get(file);
  if (remembered) return remembered;
  const text = readIfThere(file) ?? createSecretsFile(file);
  const parsed = secretsSchema.safeParse(parseJson(text));
  if (!parsed.success)
    throw new Error("secrets.json in the data folder is damaged. Restore it, or delete it: everybody then signs in again.");
  if (statSync(file).mode & 0o077) chmodSync(file, 0o600);
  known.set(file, parsed.data);
  return parsed.data;
}

/** A whole file is linked to its name: the name never shows half a file, and never changes once it exists. */
function createSecretsFile(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  const secrets: Secrets = { authSecret: randomBytes(32).toString("base64url"), uploadSecret: randomBytes(32).toString("base64url") };
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  const handle = openSync(temporary, "wx", 0o600);
  try {
    writeFileSync(handle, `${JSON.stringify(secrets, undefined, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (!isFileError(error, "EEXIST")) throw error;
  } finally {
    unlinkSync(temporary);
  }
  return readFileSync(file, "utf8");
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isFileError(error, "ENOENT")) return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
