import { Resolver } from "node:dns/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { AppError } from "../errors";
import { limits } from "../limits";
import { takeFetchTurn } from "./fetch-turn";
import { isPublicAddress } from "./public-address";
import { toSourceUrl } from "./source-url";

export type FetchOptions = {
  /** Most bytes that are taken. */
  bytesMax: number;
  signal?: AbortSignal;
  /** What follows is for tests. */
  isAllowedAddress?: (address: string) => boolean;
  resolve?: (hostName: string) => Promise<string[]>;
  nameServers?: string[];
  timeoutMs?: number;
  idleMs?: number;
};

/** `bytes` are read once; whoever does not read them to their end calls `close`. */
export type FetchedUrl = { bytes: AsyncIterable<Uint8Array>; close(): void };

/**
 * [Note: Foreign addresses] Asks for the file behind an address of the public web. The host name is
 * resolved once, every address it has must be public, and the connection is made to one of exactly
 * these: an answer of the name service that changes in between changes nothing. Redirects are
 * followed by hand, each checked like the first address. No proxy, cookie, credential or referrer
 * goes along, compressed answers are refused, and size, redirects and time (in all, and between two
 * chunks) are bounded; what the bytes are is for the caller to look at.
 * Few are asked at once: time only runs when it is their turn.
 * @throws AppError address-not-allowed; fetch-failed; too-many-requests; file-too-large, also while the bytes are read
 */
export async function fetchPublicUrl(url: string, options: FetchOptions): Promise<FetchedUrl> {
  const first = new URL(toSourceUrl(url));
  const endTurn = await takeFetchTurn();
  const timeout = AbortSignal.timeout(options.timeoutMs ?? limits.upload.urlTimeoutMs);
  const stop = new AbortController();
  const signal = AbortSignal.any([timeout, stop.signal, ...(options.signal ? [options.signal] : [])]);
  signal.addEventListener("abort", endTurn, { once: true });
  const close = () => {
    stop.abort();
    endTurn();
  };
  try {
    const response = await follow(first, options, signal);
    return { bytes: readBounded(response, options.bytesMax, timeout, close), close };
  } catch (error) {
    close();
    throw toFetchError(error, timeout);
  }
}

async function follow(first: URL, options: FetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  let url = first;
  for (let redirects = 0; redirects <= limits.upload.urlRedirectsMax; redirects++) {
    const response = await ask(url, options, signal);
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if (status === 200) return requirePlain(response, options.bytesMax);
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(status) || !location)
      throw new AppError("fetch-failed", `The server of this address answered with status ${status}.`);
    url = new URL(toSourceUrl(resolveLocation(location, url)));
  }
  throw new AppError("fetch-failed", `This address redirects more than ${limits.upload.urlRedirectsMax} times.`);
}

function resolveLocation(location: string, base: URL): string {
  try {
    return new URL(location, base).href;
  } catch {
    throw new AppError("fetch-failed", "This address redirects to something that is no address.");
  }
}

/** Asks at the first address of the host that can be connected to. */
async function ask(url: URL, options: FetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  requirePort(url);
  const addresses = (await findAddresses(url, options, signal)).slice(0, addressesMax);
  for (const address of addresses.slice(0, -1)) {
    try {
      return await askAt(address, url, options, signal);
    } catch (error) {
      if (!unreachable.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
  return askAt(addresses.at(-1) ?? "", url, options, signal);
}

const addressesMax = 4;
const unreachable: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "ETIMEDOUT"]);

function askAt(address: string, url: URL, options: FetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const isSecure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).request({
      host: address,
      port: url.port || (isSecure ? 443 : 80),
      path: url.pathname + url.search,
      headers: { host: url.host, accept: "image/*,*/*;q=0.5", "accept-encoding": "identity", "user-agent": "Magpie", connection: "close" },
      ...(isSecure && !isIP(toBare(url.hostname)) && { servername: url.hostname.replace(/\.$/, "") }),
      agent: new (isSecure ? https : http).Agent({ keepAlive: false }),
      timeout: options.idleMs ?? limits.upload.urlIdleMs,
      signal,
    });
    let response: IncomingMessage | undefined;
    request.on("timeout", () => {
      const quiet = new AppError("fetch-failed", "The server of this address went quiet.");
      response?.destroy(quiet);
      request.destroy(quiet);
    });
    request.on("response", (answered) => {
      response = answered;
      // Its reader hears of it; before there is one, an error that nobody hears would end the process.
      answered.on("error", () => {});
      resolve(answered);
    });
    request.on("error", reject);
    request.on("upgrade", (_answered, socket) => {
      socket.destroy();
      reject(new AppError("fetch-failed", "The server of this address did not answer with a file."));
    });
    request.end();
  });
}

/** The addresses of the host: at least one, all of them allowed. */
async function findAddresses({ hostname }: URL, options: FetchOptions, signal: AbortSignal): Promise<string[]> {
  const bare = toBare(hostname);
  const isAllowed = options.isAllowedAddress ?? isPublicAddress;
  const find = () => (options.resolve ? options.resolve(bare) : resolveHost(bare, options.nameServers));
  const addresses = isIP(bare) ? [bare] : await orAborted(find(), signal);
  if (addresses.length > 0 && addresses.every((address) => isAllowed(address))) return addresses;
  throw notPublic();
}

/** One sentence for hosts that are not there and for those that are not public: nobody learns which names a private network has. */
function notPublic(cause?: unknown): AppError {
  return new AppError("address-not-allowed", "This address does not lead to a host of the public internet.", { cause });
}

/**
 * Asks the name service itself: `lookup` of the system waits on one of the four threads that also read
 * and write all files of the process, and a name whose server is silent would hold it for half a minute.
 */
async function resolveHost(hostName: string, nameServers?: string[]): Promise<string[]> {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  if (nameServers) resolver.setServers(nameServers);
  const answers = await Promise.allSettled([resolver.resolve4(hostName), resolver.resolve6(hostName)]);
  const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  if (addresses.length > 0) return addresses;
  throw notPublic(answers[0].status === "rejected" ? answers[0].reason : undefined);
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** IPv6 without its brackets. */
function toBare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** From 1,024 on, those of https://fetch.spec.whatwg.org/#port-blocking and of databases and caches. */
const otherServices = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080, 1433, 1521, 2375,
  2379, 3306, 3389, 5432, 5900, 5984, 6379, 9042, 9200, 9300, 11_211, 27_017,
]);

/** Web servers listen at 80, 443, or at no other service's port from 1,024 on. */
function requirePort({ port }: URL): void {
  const number = Number(port || 80);
  if (number === 80 || number === 443 || (number >= 1_024 && !otherServices.has(number))) return;
  throw new AppError("address-not-allowed", `Port ${number} is not one of a web server.`);
}

function requirePlain(response: IncomingMessage, bytesMax: number): IncomingMessage {
  const encoding = response.headers["content-encoding"] ?? "identity";
  const announced = Number(response.headers["content-length"] ?? 0);
  if (encoding.trim().toLowerCase() === "identity" && !(announced > bytesMax)) return response;
  response.destroy();
  if (announced > bytesMax) throw tooLarge();
  throw new AppError("fetch-failed", "The server of this address only sends compressed bytes.");
}

function tooLarge(): AppError {
  return new AppError("file-too-large", "The file behind this address is larger than this server takes.");
}

async function* readBounded(
  response: IncomingMessage,
  bytesMax: number,
  timeout: AbortSignal,
  close: () => void,
): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > bytesMax) throw tooLarge();
      yield chunk;
    }
    if (!response.complete) throw new AppError("fetch-failed", "The file behind this address broke off.");
  } catch (error) {
    throw toFetchError(error, timeout);
  } finally {
    close();
  }
}

function toFetchError(error: unknown, timeout: AbortSignal): AppError {
  if (error instanceof AppError) return error;
  const message = timeout.aborted ? "The file behind this address did not come in time." : "The server of this address cannot be reached.";
  return new AppError("fetch-failed", message, { cause: error });
}
