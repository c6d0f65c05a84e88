import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

/** What is given out to hosts of the internet (RFC 4291); everything else of IPv6 is special or embeds an IPv4 address. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an IP address is one of a host on the public internet: unicast and for no special use, and
 * none of this machine's own. Private, loopback, link-local (cloud metadata among them), shared,
 * multicast, documentation and reserved addresses are not, nor are those of IPv6 that stand for an
 * IPv4 address (mapped, 6to4, Teredo, NAT64).
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  if (parsed.kind() === "ipv6" && !parsed.match(globalUnicast)) return false;
  return !isOwnAddress(parsed);
}

function isOwnAddress(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return own.some(
    (each) => ipaddr.isValid(each.address) && ipaddr.parse(each.address).toNormalizedString() === address.toNormalizedString(),
  );
}
