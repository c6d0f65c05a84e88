import dgram from "node:dgram";
import dns from "node:dns";
import net from "node:net";

function refuse(): never {
  throw new Error("This process has no network.");
}

/**
 * Takes the network away from this process: no socket connects, listens or sends, no name is
 * resolved, nothing is fetched. The decoders that run here have no network code in the first place
 * (sharp's libvips is built without it); this holds for whatever else is ever loaded.
 */
export function blockNetwork(): void {
  net.Socket.prototype.connect = refuse;
  net.Server.prototype.listen = refuse;
  dgram.createSocket = refuse;
  for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (/^(lookup|resolve|reverse)/.test(name)) Object.assign(owner, { [name]: refuse });
    }
  }
  for (const name of ["fetch", "WebSocket", "EventSource"]) Object.defineProperty(globalThis, name, { value: refuse });
}
