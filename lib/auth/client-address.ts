import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** The header in which the web server tells the pages who called; it removes any that came from outside. */
export const addressHeader = "x-magpie-address";

/** The header in which the web server tells the pages which path was asked for. */
export const pathHeader = "x-magpie-path";

/**
 * Tells the pages who called and what was asked for, in headers of ours that nobody outside can set.
 * Without a proxy before the server (`behindProxy`: PUBLIC_URL is set) what a client claims about
 * one is taken away.
 */
export function markRequest(request: IncomingMessage, behindProxy: boolean): void {
  const { headers } = request;
  const forwardedFor = [headers["x-forwarded-for"]].flat().join(",");
  if (!behindProxy) {
    delete headers["x-forwarded-host"];
    delete headers["x-forwarded-for"];
  }
  headers[addressHeader] = computeClientAddress(request.socket.remoteAddress, forwardedFor, behindProxy);
  headers[pathHeader] = request.url ?? "/";
}

/** Who calls, as far as limits and lists of sessions need to know. */
export type Client = { address: string; userAgent: string };

/** The client behind a request's headers. */
export function readClient(headers: Headers): Client {
  return { address: headers.get(addressHeader) ?? "unknown", userAgent: (headers.get("user-agent") ?? "").slice(0, 300) };
}

/**
 * The address that attempts are counted for. The socket's, unless a proxy stands before the server
 * (`behindProxy`: PUBLIC_URL is set) and the socket's is a private one: then the last entry of
 * X-Forwarded-For, the only one that the nearest proxy wrote itself. Of IPv6 the first 64 bits: one
 * household holds all the rest.
 */
export function computeClientAddress(socketAddress: string | undefined, forwardedFor: string | undefined, behindProxy: boolean): string {
  const own = normalise(socketAddress ?? "");
  const last = normalise(forwardedFor?.split(",").at(-1)?.trim() ?? "");
  const address = behindProxy && isPrivate(own) && isIP(last) ? last : own;
  return isIP(address) === 6 ? networkOf(address) : address || "unknown";
}

function normalise(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address.split("%")[0] ?? "";
}

function isPrivate(address: string): boolean {
  return /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe[89ab])/i.test(address);
}

/** The first four groups of an IPv6 address. */
function networkOf(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const start = head.split(":").filter(Boolean);
  const end = tail?.split(":").filter(Boolean) ?? [];
  const groups = tail === undefined ? start : [...start, ...Array<string>(Math.max(0, 8 - start.length - end.length)).fill("0"), ...end];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
