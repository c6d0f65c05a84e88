import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { lendOriginal } from "../images/lend-original";
import { limits } from "../limits";
import type { Evidence } from "./evidence";
import type { HashNeighbor } from "./hash-table";
import { listEqualPixels, listFlatAlike, listSameSize, type PixelRow, savePixelDigest } from "./layer-queries";

type Ctx = Pick<Context, "db" | "storage" | "decoder" | "log">;

const { twinsMax } = limits.duplicates;

/**
 * Hashes of the same pixels are equal unless a JPEG or WebP file was shrunk while it was decoded, which
 * a PNG file of its pixels is not: measured on the 159 photographs of [Note: Hash distances], as PNG
 * against JPEG, at most 2 bits differ.
 */
const hashDistanceMax = 8;

/**
 * Images of exactly the same upright pixels, whatever holds them: of those whose hashes are (nearly) the
 * same, or for a flat picture those with the same placeholder, the ones of the same size are decoded
 * whole and compared by digest. Digests are kept, so each picture is decoded for this once; at most
 * `digestsMax` in one call. Where more look the same than are compared one by one (blank scans), those
 * with the same digest are found by it, wherever they are among them. A picture that cannot be decoded again has nothing to say.
 */
export async function findSamePixels(
  ctx: Ctx,
  scope: Scope,
  imageId: string,
  { near, exceptIds }: { near: readonly HashNeighbor[] | undefined; exceptIds: ReadonlySet<string> },
): Promise<Evidence[]> {
  const nearIds = near && takeNearest(near);
  const rows = await listCandidates(ctx, scope, imageId, nearIds);
  const own = rows.find(({ id }) => id === imageId);
  const others = rows.filter(({ id }) => id !== imageId && !exceptIds.has(id));
  if (!own || others.length === 0) return [];
  const digest = await digestOf(ctx, scope, own);
  if (!digest) return [];
  const sameIds = new Set<string>();
  let digestsLeft = limits.duplicates.digestsMax;
  for (const other of others) {
    if (other.pixelDigest === null && digestsLeft-- <= 0) continue;
    if ((await digestOf(ctx, scope, other)) === digest) sameIds.add(other.id);
  }
  if ((nearIds ?? rows).length > twinsMax)
    for (const id of await listEqualPixels(ctx.db, scope, imageId, digest, nearIds)) if (!exceptIds.has(id)) sameIds.add(id);
  return [...sameIds].map((id) => ({ imageId: id, layer: "pixels", verdict: "duplicate", distance: 0, evidence: { pixelDigest: digest } }));
}

function takeNearest(near: readonly HashNeighbor[]): string[] {
  const nearest = near.filter(({ distance256 }) => distance256 <= hashDistanceMax).sort((a, b) => a.distance256 - b.distance256);
  return nearest.map(({ imageId }) => imageId);
}

async function listCandidates(
  ctx: Ctx,
  scope: Scope,
  imageId: string,
  nearIds: readonly string[] | undefined,
): Promise<readonly PixelRow[]> {
  if (nearIds === undefined) return listFlatAlike(ctx.db, scope, imageId);
  return nearIds.length > 0 ? listSameSize(ctx.db, scope, imageId, nearIds.slice(0, twinsMax)) : [];
}

/** Empty: there is none. */
async function digestOf(ctx: Ctx, scope: Scope, row: PixelRow): Promise<string> {
  const { id, pixelDigest, storageKey, externalPath } = row;
  if (pixelDigest !== null) return pixelDigest;
  const decode = (path: string) => ctx.decoder.decode({ path, want: { pixelDigest: true } });
  try {
    const decoded = storageKey === null && externalPath === null ? undefined : await lendOriginal(ctx.storage, row, decode);
    const digest = decoded?.pixelDigest ?? "";
    await savePixelDigest(ctx.db, scope, id, digest);
    return digest;
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable) throw error;
    ctx.log.warn({ code: error.code, imageId: id }, "pixels could not be compared");
    return "";
  }
}
