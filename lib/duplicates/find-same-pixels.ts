import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import type { Evidence } from "./evidence";
import type { HashNeighbor } from "./hash-table";
import { listFlatAlike, listSameSize, type PixelRow, savePixelDigest } from "./layer-queries";

type Ctx = Pick<Context, "db" | "storage" | "decoder" | "log">;

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
 * `digestsMax` in one call. A picture that cannot be decoded again has nothing to say.
 */
export async function findSamePixels(
  ctx: Ctx,
  scope: Scope,
  imageId: string,
  { near, exceptIds }: { near: readonly HashNeighbor[] | undefined; exceptIds: ReadonlySet<string> },
): Promise<Evidence[]> {
  const rows = await listCandidates(ctx, scope, imageId, near);
  const own = rows.find(({ id }) => id === imageId);
  const others = rows.filter(({ id }) => id !== imageId && !exceptIds.has(id));
  if (!own || others.length === 0) return [];
  const digest = await digestOf(ctx, scope, own);
  if (!digest) return [];
  const found: Evidence[] = [];
  let digestsLeft = limits.duplicates.digestsMax;
  for (const other of others) {
    if (other.pixelDigest === null && digestsLeft-- <= 0) continue;
    if ((await digestOf(ctx, scope, other)) !== digest) continue;
    found.push({ imageId: other.id, layer: "pixels", verdict: "duplicate", distance: 0, evidence: { pixelDigest: digest } });
  }
  return found;
}

async function listCandidates(
  ctx: Ctx,
  scope: Scope,
  imageId: string,
  near: readonly HashNeighbor[] | undefined,
): Promise<readonly PixelRow[]> {
  if (near === undefined) return listFlatAlike(ctx.db, scope, imageId);
  const nearest = near.filter(({ distance256 }) => distance256 <= hashDistanceMax).sort((a, b) => a.distance256 - b.distance256);
  const ids = nearest.slice(0, limits.duplicates.twinsMax).map((each) => each.imageId);
  return ids.length > 0 ? listSameSize(ctx.db, scope, imageId, ids) : [];
}

/** Empty: there is none. */
async function digestOf(ctx: Ctx, scope: Scope, { id, pixelDigest, storageKey, externalPath }: PixelRow): Promise<string> {
  if (pixelDigest !== null) return pixelDigest;
  const decode = (path: string) => ctx.decoder.decode({ path, want: { pixelDigest: true } });
  try {
    const decoded = storageKey
      ? await ctx.storage.withLocalPath(storageKey, decode)
      : externalPath
        ? await decode(externalPath)
        : undefined;
    const digest = decoded?.pixelDigest ?? "";
    await savePixelDigest(ctx.db, scope, id, digest);
    return digest;
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable) throw error;
    ctx.log.warn({ code: error.code, imageId: id }, "pixels could not be compared");
    return "";
  }
}
