import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { resolveCollection } from "../collections";
import { type Command, isSet, numberOf, type Options, type Terminal, textOf, UsageError } from "../command";
import { formatTable, plain } from "../format-table";
import { postPicture } from "../post-picture";
import { withRetry } from "../retry";
import { dataWithRetry, pageOf, type Server } from "../server";

const flags = {
  limit: { type: "string", short: "n" },
  json: { type: "boolean" },
  open: { type: "boolean" },
  collection: { type: "string", short: "c" },
  "min-similarity": { type: "string" },
} as const;

const help = [
  "-n, --limit N           at most so many (default 20, at most 1000)",
  "    --min-similarity X  find what is at least so similar (cosine, -1 to 1), instead of what fits",
  "    --json              the server's answer as it is",
  "    --open              open the pictures' pages in the browser",
];

type Hit = { image: { id: string; originalName: string; takenLocal: string }; similarity: number | null; foundBy: string[] };
type Found = {
  hits: Hit[];
  nothingFits: boolean;
  coverage: { reason: string | null; waiting: number };
  query: { tokens: { fault: string | null }[] } | null;
};

export const search: Command = {
  name: "search",
  usage: 'search "text"',
  summary: "Find pictures by what they show and by words; best first",
  options: flags,
  help,
  async run({ server, words, options, terminal }) {
    const q = words.join(" ").trim();
    if (!q) throw new UsageError("Say what to search for.");
    const minSimilarity = readSimilarity(options);
    const collection = textOf(options, "collection");
    const collectionId = collection && (await resolveCollection(server, collection));
    const query = {
      q,
      limit: readLimit(options),
      ...(collectionId && { collectionId }),
      ...(minSimilarity !== undefined && { minSimilarity }),
    };
    const found: Found = await dataWithRetry(() => server.api.GET("/api/v1/search", { params: { query } }));
    if (isSet(options, "open")) openInBrowser(`${server.url}/search?q=${encodeURIComponent(q)}`);
    return show(server, found, options, terminal);
  },
};

export const similar: Command = {
  name: "similar",
  usage: "similar FILE|URL|IMAGE",
  summary: "Find pictures that look like one: of this machine or behind an address (not kept), or one that is here, by its id",
  options: flags,
  help,
  async run({ server, words, options, terminal }) {
    const [picture] = words;
    if (!picture || words.length > 1) throw new UsageError("Name one picture.");
    const minSimilarity = readSimilarity(options);
    const collection = textOf(options, "collection");
    const collectionId = collection && (await resolveCollection(server, collection));
    const query = {
      limit: readLimit(options),
      ...(collectionId && { collectionId }),
      ...(minSimilarity !== undefined && { minSimilarity }),
    };
    const found = await findSimilar(server, picture, query);
    if (isSet(options, "open")) for (const { image } of found.hits.slice(0, 5)) openInBrowser(pageOf(server, image));
    return show(server, found, options, terminal);
  },
};

type SimilarQuery = { limit: number; collectionId?: string; minSimilarity?: number };

/** Asks with a file, an address, or an image by its id or the address of its page. A file comes before what is only spelled like the others. */
async function findSimilar(server: Server, picture: string, query: SimilarQuery): Promise<Found> {
  const file = await stat(picture).catch(() => undefined);
  if (file?.isFile()) {
    const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    return (await withRetry(() =>
      postPicture(server, `/api/v1/search?${asked}`, { path: picture, sizeBytes: file.size }, "picture"),
    )) as Found;
  }
  const imageId = imageIdOf(server, picture);
  if (imageId !== undefined)
    return dataWithRetry(() => server.api.GET("/api/v1/images/{imageId}/similar", { params: { path: { imageId }, query } }));
  if (/^https?:\/\//i.test(picture))
    return dataWithRetry(() => server.api.POST("/api/v1/search", { params: { query }, body: { url: picture } }));
  throw new UsageError(`There is no file ${picture}, and it is neither an address nor the id of an image.`);
}

/** The image that a text names: an id, or the address of its page on this server. */
function imageIdOf({ url }: Pick<Server, "url">, text: string): string | undefined {
  const page = `${url}/images/`;
  const id = text.startsWith(page) ? text.slice(page.length) : text;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id : undefined;
}

function readLimit(options: Options): number {
  return numberOf(options, "limit", { least: 1, most: 1_000, default: 20 });
}

function readSimilarity(options: Options): number | undefined {
  const text = textOf(options, "min-similarity");
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= -1 && value <= 1)) throw new UsageError("--min-similarity takes a number from -1 to 1.");
  return value;
}

/** 0 when something fits, like grep; the nearest of what does not fit are shown as that. */
function show(server: Server, found: Found, options: Options, terminal: Terminal): number {
  const { hits, coverage, nothingFits } = found;
  if (isSet(options, "json")) terminal.out(JSON.stringify(found));
  else for (const line of formatTable(hits.map((hit) => toRow(server, hit, nothingFits)))) terminal.out(line);
  for (const { fault } of found.query?.tokens ?? []) if (fault) terminal.note(fault);
  if (coverage.reason) terminal.note(coverage.reason);
  if (coverage.waiting > 0) terminal.note(`${coverage.waiting} pictures still wait to be understood.`);
  if (hits.length === 0) terminal.note("Nothing fits.");
  else if (nothingFits) terminal.note("Nothing fits; these are the nearest that there are.");
  return hits.length > 0 && !nothingFits ? 0 : 1;
}

function toRow(server: Server, { image, similarity, foundBy }: Hit, nothingFits: boolean): string[] {
  const where = pageOf(server, image);
  return [
    similarity === null ? "words" : similarity.toFixed(3),
    image.takenLocal.slice(0, 10),
    where,
    nothingFits ? "nearest" : foundBy.join("+"),
    plain(image.originalName),
  ];
}

/** Opens a page as the system does; when it cannot, the address on the screen has to do. */
function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === "darwin" ? ["open"] : process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  const child = spawn(command ?? "", [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
