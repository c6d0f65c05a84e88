import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type App, startApp } from "../fixtures/app";
import { writeTinyEncoder } from "../fixtures/tiny-encoder";
import { makePicture } from "./pictures";

/** A server of its own for a property run, with an administrator's API key and a folder that may be imported. */
export type PropertyApp = { app: App; token: string; importFolder: string; stop(): Promise<void> };

/** Starts the whole product on the tiny encoder, without bounds on how much may be asked. */
export async function openPropertyApp(): Promise<PropertyApp> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "magpie-property-"));
  const [encoder, importFolder] = [path.join(dir, "encoder"), path.join(dir, "pictures")];
  await Promise.all([mkdir(encoder), mkdir(importFolder)]);
  await writeTinyEncoder(encoder);
  await writeFile(path.join(importFolder, "one.jpg"), await makePicture());
  const app = await startApp({
    env: {
      SEARCH_MODEL: encoder,
      REGISTRATION: "open",
      REQUESTS_PER_MINUTE: "1000000",
      ACCESS_TTL_MIN: "600",
      IMPORT_FOLDERS: importFolder,
      LOG_LEVEL: "warn",
    },
  });
  const stop = async () => {
    await app.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    return { app, token: await makeKey(app.url), importFolder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first account is the administrator's. */
async function makeKey(url: string): Promise<string> {
  const account = { username: "owner", email: "owner@example.org", password: "the owner keeps a long password" };
  const { accessToken } = await post<{ accessToken: string }>(`${url}/api/v1/auth/register`, account);
  const { key } = await post<{ key: string }>(`${url}/api/v1/keys`, { name: "property run", scopes: ["admin"] }, accessToken);
  return key;
}

async function post<T>(address: string, body: object, token?: string): Promise<T> {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
