import { expect, test } from "vitest";
import { requireSameOrigin } from "./same-origin";

const ours = "pictures.local:3210";
const friend = "https://gallery.example";
const passes = (headers: Record<string, string>) => {
  try {
    requireSameOrigin(new Request(`http://${ours}/`, { method: "POST", headers: { host: ours, ...headers } }), [friend]);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "forbidden" });
    return false;
  }
};

test.each<[string, Record<string, string>]>([
  ["one of a program", {}],
  ["one of our own page", { "sec-fetch-site": "same-origin", origin: `http://${ours}` }],
  ["one of our own page over plain http, where browsers send less", { origin: `http://${ours}` }],
  ["one of our own page behind a proxy", { "x-forwarded-host": "pictures.example", origin: "https://pictures.example" }],
  ["one that a person typed", { "sec-fetch-site": "none" }],
  ["one of an allowed site", { "sec-fetch-site": "cross-site", origin: friend }],
  ["one of an allowed site, of an older browser", { origin: friend }],
  ["one of any site that shows a token", { "sec-fetch-site": "cross-site", origin: "https://evil.example", authorization: "Bearer x" }],
])("%s passes", (_name, headers) => expect(passes(headers)).toBe(true));

test.each<[string, Record<string, string>]>([
  ["one of another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
  ["one of another site without its name", { "sec-fetch-site": "cross-site" }],
  ["one of a neighbour in the same domain", { "sec-fetch-site": "same-site", origin: "http://pictures.local:8080" }],
  ["one of another site, of an older browser", { origin: "https://evil.example" }],
  ["one of a page that hides its origin", { origin: "null" }],
  ["one of another port", { origin: "http://pictures.local:8080" }],
  ["one that looks like an allowed site", { "sec-fetch-site": "cross-site", origin: `${friend}.evil.example` }],
  ["one of the allowed site's other scheme", { "sec-fetch-site": "cross-site", origin: "http://gallery.example" }],
  [
    "one of another site with a proxy's password",
    { "sec-fetch-site": "cross-site", origin: "https://evil.example", authorization: "Basic eDp5" },
  ],
])("%s is refused", (_name, headers) => expect(passes(headers)).toBe(false));
