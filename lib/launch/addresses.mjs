import net from "node:net";
import os from "node:os";
import { PlainFailure } from "./plain-failure.mjs";

/** Where people reach the server: this machine's address first, then each IPv4 of the local network. */
export function listAddresses({ host, port, publicUrl }, interfaces = os.networkInterfaces()) {
  const everywhere = host === "0.0.0.0" || host === "::";
  const lan = Object.values(interfaces).flatMap((list) => (list ?? []).filter((entry) => entry.family === "IPv4" && !entry.internal));
  const hosts = everywhere ? ["localhost", ...lan.map((entry) => entry.address)] : [net.isIPv6(host) ? `[${host}]` : host];
  return [...(publicUrl ? [publicUrl] : []), ...hosts.map((name) => `http://${name}:${port}`)];
}

/** @throws PlainFailure when nothing can listen there */
export async function checkPort({ host, port }) {
  const server = net.createServer();
  try {
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    throw new PlainFailure(describeListenError(error, host, port));
  }
  await new Promise((resolve) => server.close(resolve));
}

function describeListenError(error, host, port) {
  if (error.code === "EADDRINUSE")
    return `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`;
  if (error.code === "EACCES") return `Port ${port} may not be used without more rights. Choose one above 1023: PORT=3210 npm start`;
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") return `HOST=${host} is not an address of this machine.`;
  return `Nothing can listen on ${host}:${port}: ${error.message}`;
}
