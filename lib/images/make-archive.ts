import type { Readable } from "node:stream";
import { makeZip } from "client-zip";
import type { Context } from "../context/context";
import { toAppError } from "../errors";
import { numberFileName } from "./file-name";
import type { ServedBytes } from "./get-original";

/** One file of an archive; `fileName` is safe. `takenLocal` becomes its date. */
export type ArchiveEntry = { fileName: string; takenLocal: string; served: ServedBytes };

/** A zip that is made while it is read. */
export type Archive = { fileName: string; stream: ReadableStream<Uint8Array> };

/**
 * Streams files as a zip, stored without compression, with one of them open at a time and no faster
 * than it is read. Names are made unique without regard to case. A file that cannot be opened is
 * left out and named in "Not included.txt" at the end; one that breaks off breaks the zip. Whoever
 * stops reading cancels the stream, which closes the open file.
 */
export function makeArchive(ctx: Pick<Context, "log">, entries: Iterable<ArchiveEntry>): ReadableStream<Uint8Array> {
  const open: { stream?: Readable } = {};
  const reader = makeZip(listFiles(ctx, entries, open)).getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel(reason) {
        open.stream?.destroy();
        await reader.cancel(reason).catch(() => {});
      },
    },
    { highWaterMark: 0 },
  );
}

async function* listFiles(ctx: Pick<Context, "log">, entries: Iterable<ArchiveEntry>, open: { stream?: Readable }) {
  const unique = uniqueNames();
  const missing: string[] = [];
  for (const { fileName, takenLocal, served } of entries) {
    try {
      open.stream = (await served.open()).stream;
    } catch (error) {
      const { code, message } = toAppError(error);
      if (code === "internal") ctx.log.error({ err: error }, "a picture could not be put into a zip");
      missing.push(`${fileName}: ${message}`);
      continue;
    }
    yield { name: unique(fileName), lastModified: toZipTime(takenLocal), input: open.stream as AsyncIterable<Uint8Array> };
    open.stream.destroy();
  }
  if (missing.length > 0) yield { name: unique("Not included.txt"), input: `${missing.join("\r\n")}\r\n` };
}

/** Gives each name once: "a.jpg", "a (2).jpg". */
function uniqueNames(): (fileName: string) => string {
  const counts = new Map<string, number>();
  const taken = new Set<string>();
  return (fileName) => {
    const folded = fileName.toLowerCase();
    let count = counts.get(folded) ?? 0;
    let name: string;
    do {
      count++;
      name = count === 1 ? fileName : numberFileName(fileName, count);
    } while (taken.has(name.toLowerCase()));
    counts.set(folded, count);
    taken.add(name.toLowerCase());
    return name;
  };
}

/** The wall time as this machine's own, which is what a zip's entry has; it knows the years from 1980 to 2107. */
function toZipTime(takenLocal: string): Date {
  const time = new Date(takenLocal.slice(0, 19).replace(" ", "T"));
  const year = time.getFullYear();
  if (year < 1980) return new Date(1980, 0, 1);
  return year > 2107 ? new Date(2107, 11, 31) : time;
}
