import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { resolveCollection } from "../collections";
import { type Command, isSet, numberOf, UsageError } from "../command";
import { plain } from "../format-table";
import { inParallel } from "../in-parallel";
import { formatBytes, formatDuration, ProgressBar } from "../progress-bar";
import { toServerError, withRetry } from "../retry";
import { dataWithRetry, type Server } from "../server";
import { hashFile } from "../upload-files";

type Picture = { id: string; originalName: string; sizeBytes: number; sha256: string | null; takenLocal: string };

export const exportCollection: Command = {
  name: "export",
  usage: "export COLLECTION DIR",
  summary: "Write the originals of a collection into a folder; run again, it goes on and takes nothing twice",
  options: { metadata: { type: "boolean" }, parallel: { type: "string", short: "p" } },
  help: [
    "    --metadata          also write NAME.json with all that is known of each picture",
    "-p, --parallel N        files at once (default 4)",
  ],
  async run({ server, words, options, terminal }) {
    const [collection, folder] = words;
    if (!collection || !folder || words.length > 2) throw new UsageError("Name a collection and a folder.");
    const collectionId = await resolveCollection(server, collection);
    const parallel = numberOf(options, "parallel", { least: 1, most: 16, default: 4 });
    await mkdir(folder, { recursive: true });
    const bar = new ProgressBar(terminal.stderr);
    const names = new NameBook();
    const tally = { done: 0, total: 0, written: 0, doneBytes: 0, failed: 0 };
    const pictures = listPictures(server, collectionId, (total) => {
      tally.total = total;
    });
    await inParallel(named(pictures, names), parallel, async ({ picture, name }) => {
      try {
        const file = path.join(folder, name);
        if (await saveOriginal(server, picture, file)) tally.written++;
        if (isSet(options, "metadata")) await writeFile(`${file}.json`, `${JSON.stringify(picture, null, 2)}\n`);
        tally.doneBytes += picture.sizeBytes;
      } catch (error) {
        tally.failed++;
        terminal.note(`failed: ${plain(name)}: ${error instanceof Error ? plain(error.message) : error}`);
      }
      tally.done++;
      bar.draw(tally);
    });
    const seconds = bar.clear() / 1_000;
    const rest = tally.done - tally.written - tally.failed;
    terminal.out(
      `${tally.written} written, ${rest} there already, ${tally.failed} failed: ${formatBytes(tally.doneBytes)} in ${formatDuration(seconds)}`,
    );
    return tally.failed > 0 ? 1 : 0;
  },
};

async function* listPictures(server: Server, collectionId: string, onTotal: (total: number) => void): AsyncGenerator<Picture> {
  let cursor: string | undefined;
  do {
    const query = { collectionId, limit: 100, sort: "added" as const, include: "details" as const, ...(cursor && { cursor }) };
    const page = await dataWithRetry(() => server.api.GET("/api/v1/images", { params: { query } }));
    onTotal(page.total);
    for (const image of page.images) yield { sha256: null, ...image } as Picture;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}

async function* named(pictures: AsyncIterable<Picture>, names: NameBook): AsyncGenerator<{ picture: Picture; name: string }> {
  for await (const picture of pictures) yield { picture, name: names.take(picture) };
}

/** Leaves room below the 255 bytes that file systems take for a part of an id and an ending of ours. */
const nameBytesMax = 220;

/** Gives each picture a file name of its own; of equal names all but the first carry a part of their id, so that it stays the same. */
class NameBook {
  readonly #taken = new Set<string>();

  take({ id, originalName }: Picture): string {
    const safe = cut(path.basename(originalName.replace(/[\\/:*?"<>|\p{Cc}]/gu, "_")).replace(/^\.+/, "_") || "picture");
    const { name, ext } = path.parse(safe);
    const free = this.#taken.has(safe.toLowerCase()) ? `${name} ${plainId(id).slice(-12)}${ext}` : safe;
    this.#taken.add(free.toLowerCase());
    return free;
  }
}

/** An id as a part of a name: whatever the server calls an id, it leads out of no folder. */
function plainId(id: string): string {
  return id.replace(/[^0-9a-z-]/gi, "");
}

/** A name of at most `nameBytesMax` bytes, its end kept, cut between characters. */
function cut(safe: string): string {
  if (Buffer.byteLength(safe) <= nameBytesMax) return safe;
  const { name, ext } = path.parse(safe);
  const ending = Buffer.byteLength(ext) <= 20 ? ext : "";
  let start = "";
  for (const character of name) {
    if (Buffer.byteLength(start + character + ending) > nameBytesMax) break;
    start += character;
  }
  return start + ending;
}

/** True when it was written, false when the same bytes lie there already. */
async function saveOriginal(server: Server, picture: Picture, file: string): Promise<boolean> {
  const there = await stat(file).catch(() => undefined);
  if (there?.size === picture.sizeBytes && (picture.sha256 === null || (await hashFile(file)) === picture.sha256)) return false;
  const part = path.join(path.dirname(file), `.${plainId(picture.id)}.part`);
  try {
    await withRetry(() => download(server, picture.id, part));
    if (picture.sha256 !== null && (await hashFile(part)) !== picture.sha256) throw new Error("What arrived is not the original.");
    const taken = new Date(picture.takenLocal);
    if (!Number.isNaN(taken.getTime())) await utimes(part, taken, taken);
    await rename(part, file);
    return true;
  } finally {
    await rm(part, { force: true });
  }
}

async function download(server: Server, imageId: string, file: string): Promise<void> {
  const response = await fetch(new URL(`/api/v1/images/${encodeURIComponent(imageId)}/original`, server.url), {
    headers: { authorization: `Bearer ${server.key}` },
  });
  if (!response.ok || !response.body)
    throw toServerError(response.status, await response.json().catch(() => undefined), response.headers.get("retry-after"));
  await pipeline(Readable.fromWeb(response.body as WebStream<Uint8Array>), createWriteStream(file));
}
