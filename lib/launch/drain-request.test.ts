import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { drainRequest } from "./drain-request";

let server: http.Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const bounds = { bytesMax: 4 * 1_048_576, timeoutMs: 2_000 };

/** Reads the beginning of a POST and refuses it, in the way a handler that has seen enough does; answers a GET. */
async function serve(stop: (request: http.IncomingMessage) => void): Promise<number> {
  server = http.createServer((request, response) => {
    drainRequest(request, response, bounds);
    if (request.method === "GET") response.end("fine");
    else
      request.once("readable", () => {
        request.read(1_024);
        stop(request);
        response.writeHead(413).end();
      });
  });
  server.on("clientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function send(port: number, agent: http.Agent, method: string, body?: Buffer): Promise<number | string> {
  return new Promise((resolve) => {
    const request = http.request({ host: "127.0.0.1", port, agent, method, timeout: 5_000 }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", (error) => resolve(error.message));
    request.on("socket", (socket) => socket.on("error", () => {}));
    request.end(body);
  });
}

/** Nobody reads on, as a stream that waits for its reader. */
const wait = (request: http.IncomingMessage) => request.on("readable", () => {});

test("a request after one that was refused half-way is answered on the same connection", async () => {
  const port = await serve(wait);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  expect(await send(port, agent, "POST", Buffer.alloc(2 * 1_048_576))).toBe(413);
  expect(await send(port, agent, "GET")).toBe(200);
  agent.destroy();
});

test("somebody who goes on sending beyond the bound is cut off", async () => {
  const port = await serve(wait);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const closed = new Promise((resolve) => server.once("connection", (socket) => socket.once("close", resolve)));
  await send(port, agent, "POST", Buffer.alloc(64 * 1_048_576));
  await closed;
  agent.destroy();
});
