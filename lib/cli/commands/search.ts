import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { resolveCollection } from "../collections";
import { type Command, isSet, numberOf, type Options, type Terminal, textOf, UsageError } from "../command";
import { formatTable, plain } from "../format-table";
import { postPicture } from "../post-picture";
import { withRetry } from "../retry";
import { dataWithRetry, type Server } from "../server";

const flags = {
  limit: { type: "string", short: "n" },
  json: { type: "boolean" },
  open: { type: "boolean" },
  collection: { type: "string", short: "c" },
  "min-similarity": { type: "string" },
} as const;

const help = [
  "-n, --limit N           at most so many (default 20, at most 1000)",
  "    --min-similarity X  leave out what is less similar (cosine, -1 to 1)",
  "    --json              the server's answer as it is",
  "    --open              open the pictures' pages in the browser",
];

type Hit = { image: { id: string; originalName: string; takenLocal: string }; similarity: number | null; foundBy: string[] };
type Found = { hits: Hit[]; coverage: { reason: string | null; waiting: number } };

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
  usage: "similar FILE",
  summary: "Find pictures that look like one of this machine; it is not kept",
  options: flags,
  help,
  async run({ server, words, options, terminal }) {
    const [file] = words;
    if (!file || words.length > 1) throw new UsageError("Name one picture.");
    const picture = await stat(file).catch(() => undefined);
    if (!picture?.isFile()) throw new UsageError(`There is no file ${file}.`);
    const minSimilarity = readSimilarity(options);
    const address = `/api/v1/search?limit=${readLimit(options)}`;
    const found = (await withRetry(() => postPicture(server, address, { path: file, sizeBytes: picture.size }, "picture"))) as Found;
    const hits = found.hits.filter(({ similarity }) => minSimilarity === undefined || (similarity ?? -1) >= minSimilarity);
    if (isSet(options, "open"))
      for (const { image } of hits.slice(0, 5)) openInBrowser(`${server.url}/images/${encodeURIComponent(image.id)}`);
    return show(server, { ...found, hits }, options, terminal);
  },
};

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

/** 0 when something was found, like grep. */
function show(server: Server, { hits, coverage }: Found, options: Options, terminal: Terminal): number {
  if (isSet(options, "json")) terminal.out(JSON.stringify({ hits, coverage }));
  else for (const line of formatTable(hits.map((hit) => toRow(server, hit)))) terminal.out(line);
  if (coverage.reason) terminal.note(coverage.reason);
  if (coverage.waiting > 0) terminal.note(`${coverage.waiting} pictures still wait to be understood.`);
  if (hits.length === 0) terminal.note("Nothing fits.");
  return hits.length > 0 ? 0 : 1;
}

function toRow(server: Server, { image, similarity, foundBy }: Hit): string[] {
  const where = `${server.url}/images/${encodeURIComponent(image.id)}`;
  return [
    similarity === null ? "words" : similarity.toFixed(3),
    image.takenLocal.slice(0, 10),
    where,
    foundBy.join("+"),
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
