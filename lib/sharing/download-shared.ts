import type { SupportedType } from "../config";
import { toArchiveName, toSafeFileName } from "../images/file-name";
import { type Archive, type ArchiveEntry, makeArchive } from "../images/make-archive";
import { limits } from "../limits";
import { requireDownload, type SharedPictureContext, type SharedSource, serveShared } from "./get-shared-picture";
import { type LinkVisitor, requireLink } from "./open-link";
import { findSharedSources, listSharedIds } from "./shared-queries";

/** Images whose sources are looked up at once. */
const chunkSize = 1_000;

/**
 * Everything that a link shows as a zip, in its order, up to 20,000 pictures; each as
 * `getSharedOriginal` gives it. Whether the link is still open is looked up before each picture.
 * @throws AppError as `requireLink`; forbidden when nothing may be kept
 */
export async function downloadShared(ctx: SharedPictureContext, input: { token: string }, visitor: LinkVisitor): Promise<Archive> {
  const requireOpen = async () => requireDownload(await requireLink(ctx, input, visitor));
  const link = await requireOpen();
  const imageIds = await listSharedIds(ctx.db, link.scope, limits.archive.imagesMax);
  const found = new Map<string, SharedSource>();
  for (let at = 0; at < imageIds.length; at += chunkSize)
    for (const shared of await findSharedSources(ctx.db, link.scope, imageIds.slice(at, at + chunkSize)))
      found.set(shared.source.id, shared);
  const entries = imageIds
    .flatMap((id) => found.get(id) ?? [])
    .map((shared): ArchiveEntry => {
      const served = serveShared(ctx, link, shared);
      const fileName = toSafeFileName(served.fileName, served.contentType as SupportedType);
      const open = async () => {
        await requireOpen();
        return served.open();
      };
      return { fileName, takenLocal: shared.takenLocal, served: { ...served, open } };
    });
  return { fileName: toArchiveName(link.title || "Shared pictures"), stream: makeArchive(ctx, entries) };
}
