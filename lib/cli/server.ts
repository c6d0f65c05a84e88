import { type ApiClient, createApiClient } from "./api-client";
import { toServerError, withRetry } from "./retry";
import type { Login } from "./saved-login";

/** A server as commands use it: the typed client, and what it takes to send bytes past it. */
export type Server = Login & { api: ApiClient };

/** The server of a login. */
export function connect(login: Login): Server {
  return { ...login, api: createApiClient(login) };
}

/** The address of an image's page. */
export function pageOf({ url }: Pick<Server, "url">, { id }: { id: string }): string {
  return `${url}/images/${encodeURIComponent(id)}`;
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The data of an answer. @throws ServerError in the server's own words */
export async function dataOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  throw toServerError(response.status, error, response.headers.get("retry-after"));
}

/** Like `dataOf`, made again while the server is away or busy; for calls that are safe to make again. */
export function dataWithRetry<T>(call: () => Promise<Answer<T>>): Promise<T> {
  return withRetry(() => dataOf(call()));
}
