import { randomBytes } from "node:crypto";
import { createSocket as createUdpSocket } from "node:dgram";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { limits } from "../limits";
import { type FetchOptions, fetchPublicUrl } from "./fetch-public-url";

/** Listens at every address of this machine; whoever connects to it without leave is counted. */
let trap: Server;
let trapPort: number;
let connections = 0;
let respond: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  trap = createServer((request, response) => respond(request, response));
  trap.on("connection", () => {
    connections++;
  });
  await new Promise<void>((resolve) => trap.listen(0, resolve));
  trapPort = (trap.address() as AddressInfo).port;
});
afterEach(() => {
  connections = 0;
});
afterAll(async () => {
  trap.closeAllConnections();
  await new Promise((resolve) => trap.close(resolve));
});

const bytesMax = 100_000;
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 60_000, interval: 10 });
/** A name service for tests: example.test is at 127.0.0.1, which is allowed. */
const open: FetchOptions = {
  bytesMax,
  isAllowedAddress: (address) => address === "127.0.0.1",
  resolve: async () => ["127.0.0.1"],
};

async function read(url: string, options: FetchOptions): Promise<Buffer> {
  const { bytes } = await fetchPublicUrl(url, options);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const at = (path = "/") => `http://example.test:${trapPort}${path}`;

describe("an address that leads inside", () => {
  const hosts = [
    ["loopback", ["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.01", "127.0.0.1."]],
    ["loopback by name", ["localhost", "LOCALHOST", "localhost.", "１２７.０.０.１", "127。0。0。1", "%31%32%37.0.0.1"]],
    ["unspecified", ["0", "0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]"]],
    ["loopback of IPv6", ["[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::127.0.0.1]"]],
    ["mapped", ["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:7F00:1]", "[0:0:0:0:0:ffff:127.0.0.1]"]],
    ["translated", ["[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::1]", "[::ffff:0:127.0.0.1]"]],
    ["private", ["10.0.0.1", "192.168.0.1", "172.16.0.1", "0xa000001", "167772161", "[fd12::1]", "[fc00::1]"]],
    ["metadata", ["169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "[::ffff:169.254.169.254]", "[fd00:ec2::254]"]],
    ["other", ["100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "[fe80::1]", "[ff02::1]", "[fec0::1]"]],
  ] as const;
  it.each(hosts)("is refused: %s", async (_what, names) => {
    for (const name of names) {
      const refused = expect(fetchPublicUrl(`http://${name}:${trapPort}/a.png`, { bytesMax }), name).rejects;
      await refused.toMatchObject({ code: "address-not-allowed" });
    }
    expect(connections).toBe(0);
  });

  it("is refused when any of the answers of the name service is not public", async () => {
    for (const answer of [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:10.0.0.1"], ["2606:4700::1", "fe80::1%lo"], []]) {
      const refused = expect(fetchPublicUrl(at(), { bytesMax, resolve: async () => answer }), answer.join()).rejects;
      await refused.toMatchObject({ code: "address-not-allowed" });
    }
    expect(connections).toBe(0);
  });

  it("is refused as one whose host is not there is: in the same words", async () => {
    const told = async (url: string) => fetchPublicUrl(url, { bytesMax }).catch((error: Error) => error.message);
    expect(await told("http://no-such-host.invalid/")).toBe(await told(`http://127.0.0.1:${trapPort}/`));
  });

  it.each([
    "file:///etc/passwd",
    "ftp://example.test/a",
    "gopher://x",
    "data:image/png;base64,AA",
    "//example.test",
    "example.test",
    "",
    "http://",
  ])("is refused when it is not of the web: %j", async (url) => {
    await expect(fetchPublicUrl(url, open)).rejects.toMatchObject({ code: "address-not-allowed" });
  });

  it("is refused with a name or password, and for ports of other services", async () => {
    for (const url of [`http://nina@example.test:${trapPort}/`, `http://:x@example.test:${trapPort}/`])
      await expect(fetchPublicUrl(url, open), url).rejects.toMatchObject({ code: "address-not-allowed" });
    for (const port of [0, 22, 25, 110, 465, 587, 993, 3306, 5432, 6379, 11_211, 6000])
      await expect(fetchPublicUrl(`http://example.test:${port}/`, open), String(port)).rejects.toMatchObject({
        code: "address-not-allowed",
      });
    expect(connections).toBe(0);
  });

  it("is refused where a redirect leads to it, in whatever spelling", async () => {
    const targets = [
      `http://127.0.0.2:${trapPort}/`,
      `http://0x7f.2:${trapPort}/`,
      `http://[::1]:${trapPort}/`,
      `http://[::ffff:127.0.0.2]:${trapPort}/`,
      `//127.0.0.2:${trapPort}/`,
      "http://169.254.169.254/latest/meta-data/",
      "file:///etc/passwd",
      "ftp://example.test/",
      `http://me:pw@example.test:${trapPort}/`,
      "http://example.test:22/",
    ];
    for (const location of targets) {
      connections = 0;
      respond = (_request, response) => response.writeHead(302, { location }).end();
      await expect(fetchPublicUrl(at(), open), location).rejects.toMatchObject({ code: "address-not-allowed" });
      expect(connections).toBe(1);
    }
  });

  it("is never reached by answers of the name service that change: the address that was checked is the one that is asked", async () => {
    let asked = 0;
    const resolve = async () => (asked++ === 0 ? ["127.0.0.1"] : ["127.0.0.2"]);
    const peers: (string | undefined)[] = [];
    respond = (request, response) => {
      peers.push(request.socket.localAddress);
      response.end("bytes");
    };
    expect((await read(at(), { ...open, resolve })).toString()).toBe("bytes");
    expect([asked, peers]).toEqual([1, [expect.stringMatching(/^(::ffff:)?127\.0\.0\.1$/)]]);
    respond = (_request, response) => response.writeHead(302, { location: at("/again") }).end();
    asked = 0;
    await expect(fetchPublicUrl(at(), { ...open, resolve })).rejects.toMatchObject({ code: "address-not-allowed" });
    expect([asked, connections]).toEqual([2, 2]);
  });
});

describe("a server of the web", () => {
  it("gives its file, asked for without cookies, credentials or compression", async () => {
    const file = randomBytes(90_000);
    let headers: IncomingMessage["headers"] = {};
    respond = (request, response) => {
      headers = request.headers;
      response.end(file);
    };
    expect((await read(`${at("/a.png?x=1")}#part`, open)).equals(file)).toBe(true);
    expect(headers).toEqual({
      host: `example.test:${trapPort}`,
      accept: expect.any(String),
      "accept-encoding": "identity",
      "user-agent": "Magpie",
      connection: "close",
    });
  });

  it("may redirect five times, not six", async () => {
    respond = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end("here");
      else response.writeHead(307, { location: `/${left - 1}` }).end();
    };
    expect((await read(at("/5"), open)).toString()).toBe("here");
    await expect(fetchPublicUrl(at("/6"), open)).rejects.toMatchObject({ code: "fetch-failed" });
  });

  it("that answers otherwise than with a file is told as such", async () => {
    for (const status of [204, 206, 300, 304, 401, 404, 500]) {
      respond = (_request, response) => response.writeHead(status).end();
      await expect(fetchPublicUrl(at(), open)).rejects.toMatchObject({
        code: "fetch-failed",
        message: expect.stringContaining(String(status)),
      });
    }
    respond = (_request, response) => response.writeHead(302).end();
    await expect(fetchPublicUrl(at(), open)).rejects.toMatchObject({ code: "fetch-failed" });
    respond = (_request, response) => response.writeHead(302, { location: "http://[" }).end();
    await expect(fetchPublicUrl(at(), open)).rejects.toMatchObject({ code: "fetch-failed" });
    await expect(fetchPublicUrl("http://example.test:1024/", open)).rejects.toMatchObject({ code: "fetch-failed" });
  });

  it("sends no more than is taken, announced or not", async () => {
    respond = (_request, response) => response.end(randomBytes(bytesMax + 1));
    await expect(fetchPublicUrl(at(), open)).rejects.toMatchObject({ code: "file-too-large" });
    let sent = 0;
    respond = (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(randomBytes(10_000))) sent += 10_000;
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    await expect(read(at(), open)).rejects.toMatchObject({ code: "file-too-large" });
    expect(sent).toBeLessThan(50_000_000);
  });

  it("sends no bomb: compressed bytes are refused unread", async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    for (const encoding of ["gzip", "deflate", "br", "zstd", "identity, gzip", "GZIP"]) {
      respond = (_request, response) => response.writeHead(200, { "content-encoding": encoding }).end(bomb);
      await expect(fetchPublicUrl(at(), open), encoding).rejects.toMatchObject({ code: "fetch-failed" });
    }
  });

  it("that breaks off in the middle gives an error, not half a file", async () => {
    respond = (_request, response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write(Buffer.alloc(500), () => response.destroy());
    };
    await expect(read(at(), open)).rejects.toMatchObject({ code: "fetch-failed" });
  });

  it("that sends a byte now and then is given up after the time for all of it", async () => {
    respond = (_request, response) => {
      const timer = setInterval(() => response.write("x"), 50);
      response.on("close", () => clearInterval(timer));
    };
    const began = performance.now();
    await expect(read(at(), { ...open, timeoutMs: 600, idleMs: 400 })).rejects.toMatchObject({
      code: "fetch-failed",
      message: "The file behind this address did not come in time.",
    });
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  it("that goes quiet before, in or after its headers is given up", async () => {
    const sockets: Socket[] = [];
    const tcp = createTcpServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      const head = ["", "HTTP/1.1 200 OK\r\nX-A: ", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab"][sockets.length - 1];
      socket.write(head ?? "");
    });
    await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
    const url = `http://example.test:${(tcp.address() as AddressInfo).port}/`;
    for (let attempt = 0; attempt < 3; attempt++)
      await expect(read(url, { ...open, idleMs: 200 })).rejects.toMatchObject({ code: "fetch-failed" });
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => tcp.close(resolve));
    const never: FetchOptions = { ...open, resolve: () => new Promise(() => {}), timeoutMs: 200 };
    await expect(fetchPublicUrl(at(), never)).rejects.toMatchObject({ code: "fetch-failed" });
  });

  it("lets go of the connection when its reader has had enough", async () => {
    let closed = false;
    respond = (_request, response) => {
      response.on("close", () => {
        closed = true;
      });
      response.write(randomBytes(50_000));
    };
    const { bytes } = await fetchPublicUrl(at(), open);
    for await (const _chunk of bytes) break;
    await until(() => closed);
  });

  it("is asked at its next address when the first cannot be reached", async () => {
    const options = { ...open, isAllowedAddress: () => true, resolve: async () => ["127.0.0.9", "127.0.0.1"] };
    const only = createServer((_request, response) => response.end("first"));
    await new Promise<void>((resolve) => only.listen(0, "127.0.0.1", resolve));
    const url = `http://example.test:${(only.address() as AddressInfo).port}/`;
    expect((await read(url, options)).toString()).toBe("first");
    await new Promise((resolve) => only.close(resolve));
  });
});

describe("many addresses at once", () => {
  const { urlsInParallelMax, urlsWaitingMax } = limits.upload;

  it("are asked a few at a time, and refused beyond those that may wait", async () => {
    respond = () => {};
    const all = urlsInParallelMax + urlsWaitingMax + 1;
    let settled = 0;
    const enough = new AbortController();
    const asked = Array.from({ length: all }, () =>
      fetchPublicUrl(at(), { ...open, signal: enough.signal })
        .catch((error: { code?: string }) => error.code)
        .finally(() => {
          settled++;
        }),
    );
    await until(() => connections >= urlsInParallelMax && settled > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([connections, settled]).toEqual([urlsInParallelMax, 1]);
    enough.abort();
    const codes = await Promise.all(asked);
    expect(codes.filter((code) => code === "too-many-requests")).toHaveLength(1);
    expect(codes.filter((code) => code === "fetch-failed")).toHaveLength(all - 1);
  });

  it("leave their turn to others however they end", async () => {
    respond = (_request, response) => response.end("bytes");
    for (let round = 0; round < 2 * urlsInParallelMax; round++) {
      await read(at(), open);
      (await fetchPublicUrl(at(), open)).close();
      await fetchPublicUrl("http://127.0.0.2/", open).catch(() => {});
      await fetchPublicUrl("file:///", open).catch(() => {});
      await read(at(), { ...open, bytesMax: 2 }).catch(() => {});
      await fetchPublicUrl(at(), { ...open, signal: AbortSignal.abort() }).catch(() => {});
    }
    expect((await read(at(), open)).toString()).toBe("bytes");
  });

  it("hold up no reading of files while the name service is silent", async () => {
    const silent = createUdpSocket("udp4");
    let questions = 0;
    silent.on("message", () => questions++);
    await new Promise<void>((resolve) => silent.bind(0, "127.0.0.1", () => resolve()));
    const nameServers = [`127.0.0.1:${silent.address().port}`];
    const names = Array.from({ length: 8 }, (_, index) =>
      fetchPublicUrl(`http://silent-${index}.example/`, { bytesMax, nameServers, timeoutMs: 4_000 }),
    );
    const answers = Promise.allSettled(names);
    await until(() => questions >= 8);
    let answered = false;
    const all = answers.finally(() => {
      answered = true;
    });
    await readFile(fileURLToPath(import.meta.url));
    expect(answered).toBe(false);
    for (const answer of await all) expect(answer).toMatchObject({ status: "rejected", reason: { code: "fetch-failed" } });
    silent.close();
  });
});
