import type { IncomingMessage, ServerResponse } from "node:http";
import type { Config } from "../config";

/** What pages of other sites may reach, when their owner let them: the API and its description, never pages or uploads. */
const paths = /^\/api\/(v1\/|openapi\.json(\?|$))/;

/** Never Access-Control-Allow-Credentials: cookies of such pages are not looked at (`findActor`). */
const preflightHeaders = {
  "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
  "access-control-allow-headers": "authorization, content-type, range, if-none-match",
  "access-control-max-age": "600",
};
const exposedHeaders = "etag, retry-after, content-range, content-disposition";

/**
 * Lets the pages of CORS_ORIGINS call the API: adds the headers that tell their browsers so, and
 * answers preflight requests itself. Other sites get no such header.
 * @returns whether the request has been answered
 */
export function applyCors({ corsOrigins }: Config["api"], request: IncomingMessage, response: ServerResponse): boolean {
  if (corsOrigins.length === 0 || !paths.test(request.url ?? "")) return false;
  response.appendHeader("vary", "Origin");
  const { origin } = request.headers;
  if (!origin || !corsOrigins.includes(origin)) return false;
  response.setHeader("access-control-allow-origin", origin);
  if (request.method === "OPTIONS" && request.headers["access-control-request-method"]) {
    response.writeHead(204, preflightHeaders).end();
    return true;
  }
  response.setHeader("access-control-expose-headers", exposedHeaders);
  return false;
}
