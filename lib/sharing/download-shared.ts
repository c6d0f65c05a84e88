import type { Readable } from "node:stream";
import { makeZip } from "client-zip";
import type { SupportedType } from "../config";
import { AppError } from "../errors";
import { numberFileName, toSafeFileName } from "../images/file-name";
import { limits } from "../limits";
import { requireDownload, type SharedPictureContext, serveShared } from "./get-shared-picture";
import { type LinkVisitor, requireLink } from "./open-link";
import { findSharedSources, listSharedIds } from "./shared-queries";

type Entry = { name: string; input: AsyncIterable<Uint8Array> | string; lastModified: Date };

/** Pictures between two looks at whether the link is still open. */
const batchSize = 50;

/**
 * Everything that a link shows as a zip, made while it is read, one picture at a time; each as
 * `getSharedOriginal` gives it. Pictures that cannot be read are named in a note inside. A link that is
 * closed meanwhile ends it.
 * @throws AppError as `requireLink`; forbidden when nothing may be kept
 */
export async function downloadShared(
  ctx: SharedPictureContext,
  input: { token: string },
  visitor: LinkVisitor,
): Promise<{ fileName: string; stream: ReadableStream<Uint8Array> }> {
  const link = requireDownload(await requireLink(ctx, input, visitor));
  const imageIds = await listSharedIds(ctx.db, link.scope, limits.archive.imagesMax);
  const title = link.title.replace(/[/\\]/g, "-").trim() || "Shared pictures";
  return { fileName: `${title}.zip`, stream: makeZip(listEntries(ctx, input, visitor, imageIds), { buffersAreUTF8: true }) };
}

async function* listEntries(
  ctx: SharedPictureContext,
  input: { token: string },
  visitor: LinkVisitor,
  imageIds: readonly string[],
): AsyncGenerator<Entry> {
  const nameOnce = createNamer();
  const missing: string[] = [];
  for (let start = 0; start < imageIds.length; start += batchSize) {
    const link = requireDownload(await requireLink(ctx, input, visitor));
    const batch = imageIds.slice(start, start + batchSize);
    const found = new Map((await findSharedSources(ctx.db, link.scope, batch)).map((shared) => [shared.source.id, shared]));
    for (const imageId of batch) {
      const shared = found.get(imageId);
      if (!shared) continue;
      const served = serveShared(ctx, link, shared);
      const name = nameOnce(toSafeFileName(served.fileName, served.contentType as SupportedType));
      const opened = await served.open().catch(orUnreadable);
      if (opened) yield* lend(name, opened.stream, ctx.clock.now());
      else missing.push(name);
    }
  }
  if (missing.length > 0)
    yield { name: "Not in here.txt", input: `These pictures could not be read:\n${missing.join("\n")}\n`, lastModified: ctx.clock.now() };
}

/** One entry; its stream is closed also when nobody reads on. */
async function* lend(name: string, stream: Readable, lastModified: Date): AsyncGenerator<Entry> {
  try {
    yield { name, input: stream, lastModified };
  } finally {
    stream.destroy();
  }
}

function orUnreadable(error: unknown): undefined {
  if (!(error instanceof AppError)) throw error;
}

/** Gives each name once: "a.jpg", then "a (2).jpg". */
function createNamer(): (name: string) => string {
  const used = new Set<string>();
  return (name) => {
    let free = name;
    for (let number = 2; used.has(free.toLowerCase()); number++) free = numberFileName(name, number);
    used.add(free.toLowerCase());
    return free;
  };
}
