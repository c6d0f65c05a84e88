import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyCors } from "./cors";

const friend = "https://gallery.example";
let server: Server;
let closed: Server;

const start = async (corsOrigins: string[]) => {
  const made = createServer((request, response) => {
    if (applyCors({ corsOrigins, requestsPerMinute: 1 }, request, response)) return;
    response.appendHeader("vary", "cookie");
    response.end("reached");
  });
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return made;
};
beforeAll(async () => {
  [server, closed] = await Promise.all([start([friend, "http://localhost:5173"]), start([])]);
});
afterAll(() => Promise.all([server, closed].map((one) => new Promise((resolve) => one.close(resolve)))));

async function send(path: string, headers: Record<string, string>, method = "GET", to = server) {
  const response = await fetch(`http://127.0.0.1:${(to.address() as AddressInfo).port}${path}`, { method, headers });
  const named = [...response.headers].filter(([name]) => name.startsWith("access-control-"));
  return {
    status: response.status,
    body: await response.text(),
    vary: response.headers.get("vary"),
    allows: Object.fromEntries(named.map(([name, value]) => [name.slice("access-control-".length), value])),
  };
}

const asks = { "access-control-request-method": "PATCH", "access-control-request-headers": "authorization,content-type" };

test("an allowed site's preflight is answered without the app", async () => {
  for (const path of ["/api/v1/images/update", "/api/openapi.json"])
    expect(await send(path, { origin: friend, ...asks }, "OPTIONS")).toEqual({
      status: 204,
      body: "",
      vary: "Origin",
      allows: {
        "allow-origin": friend,
        "allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
        "allow-headers": "authorization, content-type, range, if-none-match",
        "max-age": "600",
      },
    });
});

test("an allowed site may read the answer and the headers that calls need, and never brings cookies", async () => {
  const answer = await send("/api/v1/images?limit=2", { origin: friend });
  expect(answer).toMatchObject({ status: 200, body: "reached", vary: "Origin, cookie" });
  expect(answer.allows).toEqual({ "allow-origin": friend, "expose-headers": "etag, retry-after, content-range, content-disposition" });
});

test("each allowed site is named by itself", async () => {
  expect((await send("/api/v1/about", { origin: "http://localhost:5173" })).allows["allow-origin"]).toBe("http://localhost:5173");
});

test.each(["https://evil.example", "https://gallery.example.evil.example", "http://gallery.example", `${friend}:8443`, "null", "*", ""])(
  "the site %j gets no header, and its preflight no permission",
  async (origin) => {
    expect(await send("/api/v1/images", { origin })).toEqual({ status: 200, body: "reached", vary: "Origin, cookie", allows: {} });
    expect((await send("/api/v1/images", { origin, ...asks }, "OPTIONS")).allows).toEqual({});
  },
);

test.each(["/", "/images", "/api/auth/session", "/api/uploadthing", "/api/receive/x", "/api/health", "/api/v10/x", "/x/api/v1/images"])(
  "%s is for no other site",
  async (path) => {
    expect((await send(path, { origin: friend })).allows).toEqual({});
    expect((await send(path, { origin: friend, ...asks }, "OPTIONS")).allows).toEqual({});
  },
);

test("without the setting nobody gets a header", async () => {
  const answer = await send("/api/v1/images", { origin: friend, ...asks }, "OPTIONS", closed);
  expect(answer).toEqual({ status: 200, body: "reached", vary: "cookie", allows: {} });
});
