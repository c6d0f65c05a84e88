import { expect, test } from "vitest";
import { requireJson } from "./require-json";

const request = (headers: Record<string, string>, body = "{}") => new Request("http://localhost/", { method: "POST", headers, body });

test.each([
  "application/json",
  "application/json; charset=utf-8",
  "application/merge-patch+json",
  "text/plain;charset=UTF-8",
  "application/x-www-form-urlencoded",
])("a body of type %s is read", (type) => expect(() => requireJson(request({ "content-type": type }))).not.toThrow());

test.each([
  [{ "content-type": "text/html" }],
  [{ "content-type": "application/xml" }],
  [{ "content-type": "multipart/form-data; boundary=x" }],
  [{ "content-type": "application/jsonp" }],
  [{ "content-type": "application/json", "content-encoding": "gzip" }],
])("a body with %o is refused", (headers) => {
  expect(() => requireJson(request(headers as Record<string, string>))).toThrow(expect.objectContaining({ code: "type-not-allowed" }));
});

test("no body at all needs no type", () => {
  expect(() => requireJson(new Request("http://localhost/", { method: "POST", headers: { "content-type": "text/html" } }))).not.toThrow();
});
