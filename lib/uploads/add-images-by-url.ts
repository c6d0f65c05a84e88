import { rm } from "node:fs/promises";
import type { ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import { addToCollection } from "../collections/change-memberships";
import { getCollectionFor } from "../collections/get-collection-for";
import { AppError } from "../errors";
import { type FetchOptions, fetchPublicUrl } from "../images/fetch-public-url";
import { receiveImage } from "../images/receive-image";
import { findBySourceUrl } from "../images/removal-queries";
import { replaceOriginal } from "../images/replace-original";
import { replaceMetadata } from "../images/replace-queries";
import { toSourceUrl } from "../images/source-url";
import { limits } from "../limits";
import { cleanFileName } from "./clean-file-name";
import { type ReceivedBytes, receiveBytes } from "./receive-bytes";
import { toPictureResult, toRejection } from "./receive-pictures";
import type { UploadContext } from "./receive-upload";
import type { addImagesByUrl as operation, PictureResult, ReceiveOptions } from "./schema";
import { waitForPictures } from "./wait-for-pictures";

type Item = { url: string; metadata: Record<string, unknown> | undefined };
type Options = ReceiveOptions & { collectionId: string };
/** How foreign servers are reached; only tests say otherwise than everybody. */
type Reach = Pick<FetchOptions, "isAllowedAddress" | "resolve" | "timeoutMs">;
type UrlResult = PictureResult & { url: string };

const atOnce = 4;
const attemptsMax = 3;

/**
 * Adds pictures of the public web by their addresses, four at a time; one result per address in
 * their order. Each address is kept with its image: when it comes again, the image gets the metadata
 * given, and other bytes where the address has other ones now; it never becomes two. An address whose
 * bytes equal a picture that came in another way is a duplicate of that, and is not kept.
 * @throws AppError invalid-input without an address or with too many; not-found, forbidden for the collection; storage-full
 */
export async function addImagesByUrl(
  ctx: UploadContext,
  actor: Actor,
  input: ParsedInputOf<typeof operation>,
  reach: Reach = {},
): Promise<{ results: UrlResult[] }> {
  const items = listItems(input);
  await ctx.storage.requireSpace(0);
  const { id: collectionId } = await getCollectionFor({ ...ctx, actor }, "add", input.targetCollection);
  const results: UrlResult[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index] as Item;
      results[index] = { ...(await addUrl(ctx, actor, item, { ...input, collectionId }, reach)), url: item.url };
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return { results: input.wait ? await waitForPictures(ctx, scopeOf(actor), results) : results };
}

function listItems({ url, urls = [], items = [], metadata }: ParsedInputOf<typeof operation>): Item[] {
  const all = [...(url === undefined ? [] : [url]), ...urls].map((each): Item => ({ url: each, metadata }));
  all.push(...items.map((item) => ({ url: item.url, metadata: item.metadata ?? metadata })));
  if (all.length > 0 && all.length <= limits.upload.urlsMax) return all;
  throw new AppError("invalid-input", `Give 1 to ${limits.upload.urlsMax} addresses.`);
}

async function addUrl(ctx: UploadContext, actor: Actor, item: Item, options: Options, reach: Reach): Promise<PictureResult> {
  let fileName = cleanFileName(item.url.slice(0, 200));
  try {
    const sourceUrl = toSourceUrl(item.url);
    fileName = nameOf(sourceUrl);
    for (let attempt = 1; ; attempt++) {
      const received = await receiveUrl(ctx, sourceUrl, fileName, reach);
      try {
        return await keep(
          ctx,
          actor,
          { ...received, originalName: fileName, sourceUrl, ...(item.metadata && { metadata: item.metadata }) },
          options,
        );
      } catch (error) {
        if (attempt === attemptsMax || !isOvertaken(error)) throw error;
      } finally {
        await rm(received.localPath, { force: true });
      }
    }
  } catch (error) {
    return toRejection(ctx, fileName, error);
  }
}

/** Whether somebody else added, replaced or deleted the same image in between. */
function isOvertaken(error: unknown): boolean {
  return error instanceof AppError && ["already-exists", "upload-interrupted", "not-found"].includes(error.code);
}

async function receiveUrl(ctx: UploadContext, sourceUrl: string, name: string, reach: Reach): Promise<ReceivedBytes> {
  const { bytes, close } = await fetchPublicUrl(sourceUrl, { bytesMax: ctx.config.uploads.fileBytesMax, ...reach });
  try {
    return await receiveBytes(ctx, { name, bytes });
  } finally {
    close();
  }
}

/** The last part of the path, or else the host. */
function nameOf(sourceUrl: string): string {
  const { pathname, hostname } = new URL(sourceUrl);
  const last = pathname.split("/").at(-1) ?? "";
  return cleanFileName(decode(last) || hostname);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type ReceivedUrl = ReceivedBytes & { originalName: string; sourceUrl: string; metadata?: Record<string, unknown> };

async function keep(ctx: UploadContext, actor: Actor, file: ReceivedUrl, options: Options): Promise<PictureResult> {
  const { collectionId, detectDuplicates, onDuplicate } = options;
  const fileName = file.originalName;
  const known = await findBySourceUrl(ctx.db, scopeOf(actor), file.sourceUrl);
  if (known) {
    if (options.targetCollection !== "default") await addToCollection({ ...ctx, actor }, { collectionId, imageIds: [known.id] });
    if (known.sha256 === file.sha256) return update(ctx, actor, file, known);
    return toPictureResult(fileName, await replaceOriginal(ctx, actor, known.id, { ...file, detectDuplicates, onDuplicate }));
  }
  const result = await receiveImage(ctx, actor, { ...file, collectionId, detectDuplicates, onDuplicate });
  if (result.outcome !== "duplicate") return toPictureResult(fileName, result);
  // Somebody may have added the very address just before.
  const added = await findBySourceUrl(ctx.db, scopeOf(actor), file.sourceUrl);
  return added?.id === result.imageId ? update(ctx, actor, file, added) : toPictureResult(fileName, result);
}

type Known = NonNullable<Awaited<ReturnType<typeof findBySourceUrl>>>;

async function update(ctx: UploadContext, actor: Actor, file: ReceivedUrl, known: Known): Promise<PictureResult> {
  if (file.metadata) await replaceMetadata(ctx.db, scopeOf(actor), known.id, file.metadata);
  return { fileName: file.originalName, outcome: "updated", imageId: known.id, place: known.place };
}
