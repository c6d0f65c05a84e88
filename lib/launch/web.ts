import { createServer } from "node:http";
import next from "next";
import { applyCors } from "../api/cors";
import { refuseUnknownDoor } from "../api/unknown-door";
import { markRequest } from "../auth/client-address";
import { readConfig } from "../config";
import { limits } from "../limits";
import { cannotRunExitCode, collectWhenQuiet, exitWithParent, reportReady } from "../process";
import { drainRequest } from "./drain-request";
import { createHostAllowlist } from "./host-allowlist";
import { isReadablePath } from "./readable-path";
import { addDefaultHeaders, securityHeaders } from "./security-headers";

/** How long running requests may take to finish once the process is told to stop. */
const drainMs = 4_000;

/** Others, such as TRACE, end in an error inside Next. */
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const config = readConfig();
// next-auth's redirects stay on the host a person used (checked below), not on one fixed address.
process.env.AUTH_TRUST_HOST = "1";
delete process.env.NEXTAUTH_URL;
const dev = process.argv.includes("--dev");
const { host, port } = config.web;
const app = next({ dev, dir: config.rootDir, hostname: host, port });
await app.prepare();
const handle = app.getRequestHandler();
const handleUpgrade = app.getUpgradeHandler();
const isOurs = createHostAllowlist(config.web);
const headers = Object.entries(securityHeaders(config, { dev }));
const noteWork = collectWhenQuiet();

// A search of 10 kB in any script is an address of up to 30 kB: it gets our own answer, not a bare 431.
const server = createServer({ maxHeaderSize: limits.http.headerBytesMax }, (request, response) => {
  noteWork();
  addDefaultHeaders(response, headers);
  drainRequest(request, response);
  if (!isOurs(request.headers.host)) {
    response.writeHead(421, { "content-type": "text/plain; charset=utf-8", connection: "close" });
    response.end("This server does not answer to that host name. Its owner can add it to ALLOWED_HOSTS, or set PUBLIC_URL.\n");
    return;
  }
  if (applyCors(config.api, request, response)) return;
  if (refuseUnknownDoor(request, response)) return;
  if (!methods.has(request.method ?? "")) {
    response.writeHead(405, { allow: [...methods].join(", ") }).end();
    return;
  }
  if (!isReadablePath(request.url)) {
    response.writeHead(400, { "content-type": "text/plain; charset=utf-8" }).end("This address is damaged.\n");
    return;
  }
  markRequest(request, config.web.publicUrl !== undefined);
  void handle(request, response);
});
server.on("upgrade", (request, socket, head) => {
  if (isOurs(request.headers.host)) void handleUpgrade(request, socket, head);
  else socket.destroy();
});
// Uploads of large files over slow lines take longer than Node's 300 s.
server.requestTimeout = limits.http.requestTimeoutMs;
server.headersTimeout = limits.http.headersTimeoutMs;
server.keepAliveTimeout = 65_000;
server.once("error", (error: NodeJS.ErrnoException) => {
  const taken = error.code === "EADDRINUSE";
  console.error(taken ? `Port ${port} is taken by another program.` : `The web server cannot listen on ${host}:${port}: ${error.message}`);
  process.exit(cannotRunExitCode);
});
exitWithParent(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(timer);
}, drainMs + 2_000);
server.listen(port, host, () => reportReady());
