import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { ByteRange } from "../storage/storage";
import { contentDisposition, toByteResponse } from "./byte-response";

const content = Buffer.from("0123456789");
const bytes = {
  contentType: "image/png",
  tag: "abc",
  sizeBytes: 10,
  fileName: 'ünï "quote".png',
  open: async (range?: ByteRange) => {
    const part = range ? content.subarray(range.start, range.end + 1) : content;
    return { stream: Readable.from([part]), sizeBytes: part.length };
  },
};
const ask = (headers: Record<string, string> = {}, options = {}) =>
  toByteResponse(new Request("http://localhost/", { headers }), bytes, { cacheControl: "private", ...options });

test("the whole is sent with its type, size and tag, and may do nothing", async () => {
  const response = await ask();
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("0123456789");
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/png",
    "content-length": "10",
    etag: '"abc"',
    "cache-control": "private, no-transform",
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringContaining("sandbox"),
  });
});

test("a range is sent as 206 with its place in the whole", async () => {
  const response = await ask({ range: "bytes=-3" });
  expect(response.status).toBe(206);
  expect(response.headers.get("content-range")).toBe("bytes 7-9/10");
  expect(await response.text()).toBe("789");
});

test("a range of other content sends the whole", async () => {
  expect((await ask({ range: "bytes=0-1", "if-range": '"other"' })).status).toBe(200);
  expect((await ask({ range: "bytes=0-1", "if-range": '"abc"' })).status).toBe(206);
});

test("a range behind the end is 416 and names the size", async () => {
  const response = await ask({ range: "bytes=10-" });
  expect(response.status).toBe(416);
  expect(response.headers.get("content-range")).toBe("bytes */10");
  expect(response.headers.get("content-type")).toBe("application/problem+json");
});

test("what a client has already is not sent again", async () => {
  expect((await ask({ "if-none-match": 'W/"abc", "x"' })).status).toBe(304);
  expect((await ask({ "if-none-match": '"x"' })).status).toBe(200);
});

test("a client that goes away closes the file", async () => {
  const stream = new Readable({
    read() {
      this.push(Buffer.alloc(65_536));
    },
  });
  const response = await toByteResponse(
    new Request("http://localhost/"),
    { ...bytes, open: async () => ({ stream, sizeBytes: 1e9 }) },
    { cacheControl: "private" },
  );
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(stream.destroyed).toBe(true);
});

test("a file's name reaches every client, whatever is in it", () => {
  expect(contentDisposition(true, 'ü"a\r\nb\u202e狗.png')).toBe(
    "attachment; filename=\"__ab_.png\"; filename*=UTF-8''%C3%BC%22ab%E7%8B%97.png",
  );
  expect(contentDisposition(false, "it's (1).png")).toContain("filename*=UTF-8''it%27s%20%281%29.png");
  expect(() => new Headers({ a: contentDisposition(true, "\ud800x") })).not.toThrow();
});
