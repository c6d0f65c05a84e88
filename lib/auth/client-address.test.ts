import { expect, test } from "vitest";
import { addressHeader, computeClientAddress, markRequest, pathHeader } from "./client-address";

test("without a proxy the socket's address counts, whatever a header claims", () => {
  expect(computeClientAddress("192.168.1.7", "203.0.113.9", false)).toBe("192.168.1.7");
  expect(computeClientAddress("::ffff:192.168.1.7", undefined, false)).toBe("192.168.1.7");
});

test("behind a proxy on a private address its own entry of X-Forwarded-For counts: the last", () => {
  expect(computeClientAddress("127.0.0.1", "198.51.100.1, 203.0.113.9", true)).toBe("203.0.113.9");
  expect(computeClientAddress("::1", "203.0.113.9", true)).toBe("203.0.113.9");
});

test("a caller from the internet is no proxy", () => {
  expect(computeClientAddress("198.51.100.1", "203.0.113.9", true)).toBe("198.51.100.1");
});

test("a header that holds no address is not used", () => {
  expect(computeClientAddress("127.0.0.1", "evil, <script>", true)).toBe("127.0.0.1");
});

test("addresses of one IPv6 network count as one", () => {
  expect(computeClientAddress("2001:db8:1:2:3:4:5:6", undefined, false)).toBe("2001:db8:1:2::/64");
  expect(computeClientAddress("2001:db8:1:2::9", undefined, false)).toBe("2001:db8:1:2::/64");
  expect(computeClientAddress("2001:0db8:0001:0002::9", undefined, false)).toBe("2001:db8:1:2::/64");
  expect(computeClientAddress("::1", undefined, false)).toBe("0:0:0:0::/64");
});

test("a request without any address has one name for all", () => {
  expect(computeClientAddress(undefined, undefined, false)).toBe("unknown");
});

test("nobody outside can set the headers in which the server names its caller", () => {
  const socket = { remoteAddress: "203.0.113.5" };
  const headers = {
    [addressHeader]: "10.0.0.1",
    [pathHeader]: "//evil.example",
    "x-forwarded-for": "10.0.0.1",
    "x-forwarded-host": "evil.example",
  };
  markRequest({ socket, headers, url: "/search?q=x" } as never, false);
  expect(headers).toEqual({ [addressHeader]: "203.0.113.5", [pathHeader]: "/search?q=x" });
});
