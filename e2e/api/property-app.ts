import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { actorForOwner } from "@/lib/auth/access";
import { readConfig } from "@/lib/config";
import { createContext } from "@/lib/context/create-context";
import { addImagesByUrl } from "@/lib/uploads/add-images-by-url";
import { type App, startApp } from "../fixtures/app";
import { writeTinyEncoder } from "../fixtures/tiny-encoder";
import { makePicture } from "./pictures";

/** A server of its own for a property run, with an administrator's API key and a folder that may be imported. */
export type PropertyApp = {
  app: App;
  token: string;
  importFolder: string;
  /** Puts a picture of the web into the administrator's library and gives its address. */
  addFromWeb(): Promise<string>;
  stop(): Promise<void>;
};

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
  const closers = [app.stop, () => rm(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const close of closers) await close();
  };
  try {
    const { key, userId } = await makeKey(app.url);
    const web = await openWeb(app, userId);
    closers.unshift(web.close);
    return { app, token: key, importFolder, addFromWeb: web.add, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A web of one site on this machine, which the server itself would refuse to ask: its pictures are
 * added by the domain function with a reach of its own.
 */
async function openWeb(app: App, userId: string) {
  const config = { ...readConfig({ DATA_DIR: app.dataDir, FREE_SPACE_RESERVE: "100MB" }), logLevel: "warn" as const };
  const ctx = await createContext("property", config);
  const site = createServer((_, response) => void makePicture().then((bytes) => response.end(bytes)));
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const { port } = site.address() as AddressInfo;
  const reach = { isAllowedAddress: (ip: string) => ip === "127.0.0.1", resolve: async () => ["127.0.0.1"] };
  let count = 0;
  return {
    async add() {
      const url = `http://pictures.test:${port}/${count++}.jpg`;
      const options = { targetCollection: "default", detectDuplicates: false, onDuplicate: "review", wait: true } as const;
      const { results } = await addImagesByUrl(ctx, actorForOwner(userId), { ...options, url }, reach);
      if (results[0]?.outcome !== "created") throw new Error(`A picture of the web was not taken: ${JSON.stringify(results)}`);
      return url;
    },
    async close() {
      site.closeAllConnections();
      await new Promise((resolve) => site.close(resolve));
      await ctx.close();
    },
  };
}

/** The first account is the administrator's. */
async function makeKey(url: string): Promise<{ key: string; userId: string }> {
  const account = { username: "owner", email: "owner@example.org", password: "the owner keeps a long password" };
  const { accessToken, user } = await post<{ accessToken: string; user: { id: string } }>(`${url}/api/v1/auth/register`, account);
  const { key } = await post<{ key: string }>(`${url}/api/v1/keys`, { name: "property run", scopes: ["admin"] }, accessToken);
  return { key, userId: user.id };
}

async function post<T>(address: string, body: object, token?: string): Promise<T> {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
