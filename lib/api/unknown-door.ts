import type { IncomingMessage, ServerResponse } from "node:http";
import { type ErrorCode, errorCodes } from "../errors";
import { pathParameters } from "./operation";
import type { Problem } from "./problem-schema";
import { operations } from "./registry";

/** Below /api, but no operations: doors of next-auth, of uploads from pages, and the document. */
const others = /^\/api\/(auth\/|uploadthing|receive\/|openapi\.json$)/;
/** Its folder passes on what `users/{userId}` answers. */
const passesOn = "/api/v1/users/me";

type Door = { path: string; pattern: RegExp; methods: Set<string> };

/** All addresses of operations, those with the fewest parameters first, as Next chooses. */
const doors = findDoors();

function findDoors(): Door[] {
  const byPath = new Map<string, Door>();
  for (const { path, method } of operations) {
    const pattern = new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
    const door = byPath.get(path) ?? { path, pattern, methods: new Set(["OPTIONS"]) };
    byPath.set(path, door);
    for (const each of method === "GET" ? ["GET", "HEAD"] : [method]) door.methods.add(each);
  }
  for (const method of byPath.get("/api/v1/users/{userId}")?.methods ?? []) byPath.get(passesOn)?.methods.add(method);
  return [...byPath.values()].sort((a, b) => pathParameters(a.path).length - pathParameters(b.path).length);
}

/**
 * Answers requests below /api that no operation takes, which Next would answer with a page or with
 * nothing: 404 for an address that is none, 405 with `Allow` for a method that its address does not know.
 * @returns whether the request has been answered
 */
export function refuseUnknownDoor(request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url?.split("?")[0]?.replace(/\/$/, "") ?? "";
  if (!/^\/api(\/|$)/.test(path) || others.test(path)) return false;
  const door = doors.find(({ pattern }) => pattern.test(path));
  if (door?.methods.has(request.method ?? "")) return false;
  if (!door) {
    send(response, "not-found", "The API has no such address. GET /api/openapi.json names all there are.");
    return true;
  }
  const allowed = [...door.methods].sort().join(", ");
  response.setHeader("allow", allowed);
  send(response, "method-not-allowed", `This address takes ${allowed}.`);
  return true;
}

function send(response: ServerResponse, code: ErrorCode, detail: string): void {
  const { status } = errorCodes[code];
  const problem: Problem = { type: "about:blank", title: code, status, code, detail };
  response.writeHead(status, { "content-type": "application/problem+json", "cache-control": "no-store" });
  response.end(JSON.stringify(problem));
}
