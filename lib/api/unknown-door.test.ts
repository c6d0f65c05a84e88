import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { operations } from "./registry";
import { refuseUnknownDoor } from "./unknown-door";

/** What a client gets; 299 stands for a request that is passed on. */
async function ask(method: string, path: string): Promise<Response> {
  const server = createServer((request, response) => {
    if (!refuseUnknownDoor(request, response)) response.writeHead(299).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method, redirect: "manual" });
  } finally {
    server.close();
  }
}

test("every operation is passed on, with and without a slash at its end", async () => {
  for (const { method, path } of operations) {
    const address = path.replace(/\{\w+\}/g, "x");
    expect([method, path, (await ask(method, address)).status]).toEqual([method, path, 299]);
  }
  expect((await ask("GET", "/api/v1/images/?limit=1")).status).toBe(299);
  expect((await ask("HEAD", "/api/v1/images")).status).toBe(299);
  expect((await ask("OPTIONS", "/api/v1/images")).status).toBe(299);
});

test("pages and the doors that are no operations are passed on", async () => {
  for (const path of ["/", "/docs", "/apiary", "/api/auth/session", "/api/uploadthing?slug=images", "/api/receive/x", "/api/openapi.json"])
    expect([path, (await ask("GET", path)).status]).toEqual([path, 299]);
});

test.each(["/api", "/api/nothing", "/api/v1", "/api/v1/nothing?x=1", "/api/v1/images/a/b", "/api/v2/images"])(
  "%s is answered 404 as a problem",
  async (path) => {
    const answer = await ask("GET", path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 404, code: "not-found" });
  },
);

test.each([
  ["PUT", "/api/v1/images", "GET, HEAD, OPTIONS, POST"],
  ["GET", "/api/v1/images/by-url", "DELETE, OPTIONS, POST"],
  ["POST", "/api/v1/users/me", "DELETE, GET, HEAD, OPTIONS, PATCH"],
  ["DELETE", "/api/health", "GET, HEAD, OPTIONS"],
])("%s %s is answered 405 with the methods that there are", async (method, path, allowed) => {
  const answer = await ask(method, path);
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe(allowed);
  expect(await answer.json()).toMatchObject({ status: 405, code: "method-not-allowed" });
});
