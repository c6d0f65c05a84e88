import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { createHostAllowlist } from "./host-allowlist";
import { securityHeaders } from "./security-headers";

const address = (text: string) => ({ address: text }) as NetworkInterfaceInfo;
const interfaces = () => ({ eth0: [address("192.168.1.5"), address("fe80::1%eth0")] });
const isOurs = createHostAllowlist(
  { allowedHosts: ["pictures.example"], publicUrl: "https://Magpie.Example:8443/x" },
  { hostname: "Nest", interfaces },
);

test.each([
  "localhost:3210",
  "127.0.0.1",
  "[::1]:3210",
  "192.168.1.5:3210",
  "[fe80::1]",
  "nest",
  "NEST.local:80",
  "pictures.example",
  "magpie.example.",
])("the server answers to %s", (host) => expect(isOurs(host)).toBe(true));

test.each([undefined, "", "evil.example", "localhost.evil.example", "192.168.1.6", "localhost:3210:1", "pictures.example@evil.example"])(
  "the server does not answer to %s",
  (host) => expect(isOurs(host)).toBe(false),
);

test("pages may not be framed, and load nothing from elsewhere", () => {
  const headers = securityHeaders({ web: { publicUrl: undefined }, uploads: {} } as unknown as Parameters<typeof securityHeaders>[0]);
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["content-security-policy"]).not.toContain("http");
  expect(headers["x-content-type-options"]).toBe("nosniff");
});
