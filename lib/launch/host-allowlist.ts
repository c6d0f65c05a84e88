import os from "node:os";
import type { Config } from "../config";

type Interfaces = NodeJS.Dict<os.NetworkInterfaceInfo[]>;

/**
 * Answers whether a request's Host header names this server: the machine's own names and
 * addresses, ALLOWED_HOSTS, and the host of PUBLIC_URL. Any other name is refused, since a web
 * page elsewhere could point its own name at this address (DNS rebinding). Ports do not matter.
 */
export function createHostAllowlist(
  web: Pick<Config["web"], "allowedHosts" | "publicUrl">,
  machine: { hostname: string; interfaces: () => Interfaces } = { hostname: os.hostname(), interfaces: os.networkInterfaces },
): (hostHeader: string | undefined) => boolean {
  const own = machine.hostname.toLowerCase();
  const names = new Set(["localhost", "127.0.0.1", "::1", own, `${own.replace(/\.local$/, "")}.local`, ...web.allowedHosts.map(hostName)]);
  if (web.publicUrl) names.add(hostName(new URL(web.publicUrl).host));
  return (hostHeader) => {
    const name = hostName(hostHeader ?? "");
    if (name === "") return false;
    if (names.has(name)) return true;
    // Looked up anew, since a laptop's addresses change while the server runs.
    return Object.values(machine.interfaces()).some((list) =>
      list?.some((entry) => (entry.address.split("%")[0] ?? "").toLowerCase() === name),
    );
  };
}

/** "[::1]:3210" and "Example.org:80" without port, brackets, zone and case. */
function hostName(header: string): string {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(header.trim().toLowerCase());
  if (!match) return header.trim().toLowerCase().includes("::") ? header.trim().toLowerCase() : "";
  return (match[1]?.split("%")[0] ?? match[2] ?? "").replace(/\.$/, "");
}
