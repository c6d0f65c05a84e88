import os from "node:os";
import { createApiClient } from "../api-client";
import { type Call, textOf, UsageError } from "../command";
import { ServerError } from "../retry";
import { loginFile, saveLogin, toOrigin } from "../saved-login";
import { connect, dataOf } from "../server";

export const loginFlags = {
  username: { type: "string", short: "u" },
  scopes: { type: "string" },
} as const;

const scopes = ["read", "write", "admin"] as const;
type Scope = (typeof scopes)[number];

/**
 * Signs in once by name and password and keeps an API key for later commands; or keeps the key given
 * by `--key`. The password is asked for without showing it, or read from MAGPIE_PASSWORD.
 */
export async function login({ options, terminal }: Call): Promise<number> {
  const given = textOf(options, "url") ?? terminal.env.MAGPIE_URL ?? (await terminal.ask("Address of the server: "));
  const url = toOrigin(given.trim());
  const key = textOf(options, "key") ?? (await makeKey({ words: [], options, terminal }, url));
  const me = await dataOf(connect({ url, key }).api.GET("/api/v1/users/me"));
  await saveLogin(terminal.env, { url, key });
  terminal.out(`Signed in to ${url} as ${me.username}. The key is kept in ${loginFile(terminal.env)}.`);
  return 0;
}

async function makeKey({ options, terminal }: Call, url: string): Promise<string> {
  const wanted = readScopes(textOf(options, "scopes") ?? "read,write");
  const username = textOf(options, "username") ?? (await terminal.ask("Name or e-mail address: "));
  const password = terminal.env.MAGPIE_PASSWORD ?? (await terminal.ask("Password: ", { hidden: true }));
  const { accessToken } = await signIn({ url, username: username.trim(), password, terminal });
  const api = createApiClient({ url, key: accessToken });
  const { key } = await dataOf(
    api.POST("/api/v1/keys", { body: { name: `Command line on ${os.hostname()}`.slice(0, 100), scopes: wanted } }),
  );
  await dataOf(api.POST("/api/v1/auth/logout"));
  return key;
}

async function signIn({
  url,
  username,
  password,
  terminal,
}: {
  url: string;
  username: string;
  password: string;
  terminal: Call["terminal"];
}): Promise<{ accessToken: string }> {
  const api = createApiClient({ url });
  try {
    return await dataOf(api.POST("/api/v1/auth/login", { body: { username, password } }));
  } catch (error) {
    if (!(error instanceof ServerError) || error.code !== "second-factor-required") throw error;
    const code = (await terminal.ask("Code of your second factor: ")).trim();
    return dataOf(api.POST("/api/v1/auth/login", { body: { username, password, code } }));
  }
}

function readScopes(text: string): Scope[] {
  const wanted = text.split(",").map((scope) => scope.trim());
  if (wanted.every((scope): scope is Scope => (scopes as readonly string[]).includes(scope))) return wanted;
  throw new UsageError(`--scopes takes ${scopes.join(", ")}, separated by commas.`);
}
