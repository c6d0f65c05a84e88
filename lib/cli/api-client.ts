import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./api-types";

/** Every operation of a server, typed: `api.GET("/api/v1/images", { params: { query: { limit: 20 } } })`. */
export type ApiClient = Client<paths>;

/**
 * A client of the API of the server at `url`, with an API key or an access token (without one only what is public). Answers are
 * `{ data, error, response }`; `error` is the Problem of a request that failed. A FormData body is
 * sent as it is, with its own type.
 */
export function createApiClient({ url, key }: { url: string; key?: string }): ApiClient {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return createClient<paths>({ baseUrl: url.replace(/\/+$/, ""), headers });
}
