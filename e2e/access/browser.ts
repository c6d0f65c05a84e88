import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import type { Context } from "@/lib/context/context";
import type { Artefact } from "./columns";

/** One request as Next tells of it, and the context that answers it. */
type Current = { headers: Headers; cookies: Map<string, string>; ctx: Context };

const current = new AsyncLocalStorage<Current>();
const host = "pictures.test";
export const origin = `http://${host}`;

/** What `next/headers` and the context are while a cell runs: the only parts that are not the real ones. */
export const nextHeaders = {
  headers: async () => getCurrent().headers,
  cookies: async () => {
    const { cookies } = getCurrent();
    return {
      get: (name: string) => toCookie(name, cookies.get(name)),
      getAll: () => [...cookies].map(([name, value]) => ({ name, value })),
      set: (name: string, value: string) => void cookies.set(name, value),
      delete: (name: string) => void cookies.delete(name),
    };
  },
};

/** One object for the whole run, as in the web process; its database is the current cell's transaction, and its settings the cell's. */
let context: Context | undefined;
export const webContext = {
  getContext: async () => {
    context ??= Object.defineProperties(
      { ...getCurrent().ctx },
      {
        db: { get: () => getCurrent().ctx.db, enumerable: true },
        config: { get: () => getCurrent().ctx.config, enumerable: true },
      },
    );
    return context;
  },
};

/** next-auth asks Next for them by itself. */
Object.assign(createRequire(import.meta.url)("next/headers") as object, nextHeaders);

function toCookie(name: string, value: string | undefined) {
  return value === undefined ? undefined : { name, value };
}

function getCurrent(): Current {
  const found = current.getStore();
  if (!found) throw new Error("This was called outside a request.");
  return found;
}

/** The headers that somebody's browser or script sends. */
export function headersOf({ cookies = {}, bearer, headers }: Artefact): Headers {
  const sent = new Headers({ host, ...headers });
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  if (cookie.length > 0) sent.set("cookie", cookie.join("; "));
  if (bearer !== undefined) sent.set("authorization", `Bearer ${bearer}`);
  return sent;
}

/** Runs what somebody asks for as their request. */
export function asRequest<T>(ctx: Context, artefact: Artefact, headers: Headers, run: () => Promise<T>): Promise<T> {
  return current.run({ headers, cookies: new Map(Object.entries(artefact.cookies ?? {})), ctx }, run);
}
