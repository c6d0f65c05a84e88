import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bodyLengthHeader } from "../api/body-length";
import { addDefaultHeaders } from "./security-headers";

/** What a client gets of a handler's answer. */
async function ask(handle: (response: import("node:http").ServerResponse) => void): Promise<Response> {
  const server = createServer((_, response) => {
    addDefaultHeaders(response, [
      ["content-security-policy", "default-src 'self'"],
      ["x-frame-options", "DENY"],
    ]);
    handle(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.close();
  }
}

test("an answer that sets no headers gets ours", async () => {
  const { headers } = await ask((response) => response.end("x"));
  expect(headers.get("content-security-policy")).toBe("default-src 'self'");
  expect(headers.get("x-frame-options")).toBe("DENY");
});

test("what a handler says of itself stays, and the rest is added", async () => {
  const { headers } = await ask((response) => {
    response.setHeader("content-security-policy", "sandbox");
    response.writeHead(421, { "content-type": "text/plain" }).end();
  });
  expect(headers.get("content-security-policy")).toBe("sandbox");
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("content-type")).toBe("text/plain");
});

test("the length of a body gets its real name, but not that of a compressed one", async () => {
  const plain = await ask((response) => response.setHeader(bodyLengthHeader, "3").writeHead(200).end("abc"));
  expect(plain.headers.get("content-length")).toBe("3");
  expect(plain.headers.has(bodyLengthHeader)).toBe(false);
  expect(await plain.text()).toBe("abc");
  const packed = await ask((response) => {
    response.setHeader("content-encoding", "gzip").setHeader(bodyLengthHeader, "999");
    response.end(gzipSync("abc"));
  });
  expect(packed.headers.has(bodyLengthHeader)).toBe(false);
  expect(await packed.text()).toBe("abc");
});
