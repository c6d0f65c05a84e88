import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Which server the command line talks to, and with which API key. */
export type Login = { url: string; key: string };

type Environment = Record<string, string | undefined>;

/** The file that `magpie login` writes, in the place the system has for settings. */
export function loginFile(env: Environment): string {
  const base = env.XDG_CONFIG_HOME || env.APPDATA || path.join(os.homedir(), ".config");
  return path.join(base, "magpie", "login.json");
}

/**
 * The login to use: `--url` and `--key`, else MAGPIE_URL and MAGPIE_KEY, else what was saved.
 * A key that was saved for one server, or set beside MAGPIE_URL, is never sent to another.
 */
export async function findLogin(
  env: Environment,
  given: { url?: string | undefined; key?: string | undefined },
): Promise<Login | undefined> {
  const saved = await readSaved(loginFile(env));
  const url = given.url ?? env.MAGPIE_URL ?? saved?.url;
  if (!url) return undefined;
  const origin = toOrigin(url);
  const isOfOther = env.MAGPIE_URL !== undefined && toOrigin(env.MAGPIE_URL) !== origin;
  const key = given.key ?? (isOfOther ? undefined : env.MAGPIE_KEY) ?? (saved && toOrigin(saved.url) === origin ? saved.key : undefined);
  return key ? { url: origin, key } : undefined;
}

/** Keeps a login for later commands, readable by its person only. */
export async function saveLogin(env: Environment, login: Login): Promise<string> {
  const file = loginFile(env);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return file;
}

/** Forgets the saved login. */
export async function forgetLogin(env: Environment): Promise<void> {
  await rm(loginFile(env), { force: true });
}

/** A server's address without path. @throws Error in words when it is none */
export function toOrigin(url: string): string {
  const whole = /^https?:\/\//i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(whole)) throw new Error(`${url} is not an address of a server.`);
  return new URL(whole).origin;
}

async function readSaved(file: string): Promise<Login | undefined> {
  try {
    const { url, key } = JSON.parse(await readFile(file, "utf8")) as Partial<Login>;
    return typeof url === "string" && typeof key === "string" ? { url, key } : undefined;
  } catch {
    return undefined;
  }
}
