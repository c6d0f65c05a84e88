import { type Actor, authorize, viewScopeOf } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-for";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { findFeatures } from "../feature-index/queries";
import { voteForImages } from "../feature-index/vote-for-images";
import { lendOriginal } from "../images/lend-original";
import { lendThumbnails } from "../images/lend-thumbnails";
import { type SeenTileRow, toSeenTile } from "../images/to-image-tile";
import { findSeenSources } from "../images/view-queries";
import { withDetails } from "../images/with-details";
import type { FeaturedPicture } from "../imaging/confirm-pictures";
import { limits } from "../limits";
import type { ThingEvidence } from "../vision/confirm-thing";
import { decodeFeatures, type FeatureSpec } from "../vision/local-features";
import * as queries from "./queries";
import type { Recognised, RecognitionMatch, RecognizeInput } from "./schema";
import { parseRecognition, type StoredRecognition, specOf } from "./stored-recognition";

type Ctx = Pick<Context, "db" | "storage" | "decoder"> & { actor: Actor };

/** Pictures that are looked at and not kept: those of lib/search. */
export type Pictures = { find(): string | undefined; fetch(url: string): Promise<string> };

type Area = { id: string; ownerId: string; stored: StoredRecognition };

/** Fewer features than agree on any match. */
const featuresMin = 12;
/**
 * Pictures that are looked for by geometry. Of 60 photographs of 15 covers by four telephones, as they
 * are and turned by 90 and 180 degrees, the right one of 843 pictures had most votes each time, and was
 * found 59, 58 and 58 times; beside them only covers that really were in view were accepted, in 339
 * photographs of no cover nothing (`npm run eval -- covers`).
 */
const candidatesMin = 10;

/**
 * Finds which pictures of a collection, or of the newest `limits.recognition.collectionsMax` that one may see,
 * a photograph shows, and where: the surest first, at most as many as the collection's settings say. Pictures that the photograph shows
 * several times are there as often; of copies of one picture the oldest stands for all, and names the others.
 * @throws AppError not-found; conflict when things of the collection are not recognised; no-features,
 *   nothing-recognised; invalid-input when no photograph is named; file-too-large, type-not-allowed,
 *   undecodable, decode-limit, storage-full; address-not-allowed, fetch-failed
 */
export async function recognize(ctx: Ctx, input: RecognizeInput, pictures: Pictures): Promise<Recognised> {
  const { areas, total } = await listAreas(ctx, input.collectionId);
  const collections = { searched: areas.length, total };
  return withPhotograph(ctx, input, pictures, async (path) => {
    const matches: RecognitionMatch[] = [];
    let hasFeatures = false;
    const queryOf = createQueryReader(ctx, path);
    for (const area of areas) {
      const query = await queryOf(area);
      if (decodeFeatures(query.features).count < featuresMin) continue;
      hasFeatures = true;
      matches.push(...(await recognizeIn(ctx, area, query)));
    }
    if (!hasFeatures)
      throw new AppError("no-features", "There is nothing in this picture that could be recognised: it is too plain or too blurred.");
    if (matches.length === 0) throw new AppError("nothing-recognised", `Nothing in this picture is recognised${sayingWhere(collections)}.`);
    matches.sort((a, b) => sureness(b) - sureness(a));
    return { matches: await withDetails(ctx, input.format === "map" ? undefined : input.include, matches), collections };
  });
}

/** Where not all was looked through, that is said. */
function sayingWhere({ searched, total }: Recognised["collections"]): string {
  return searched < total ? ` in the newest ${searched} of ${total} collections; name the collection to look into another` : "";
}

/** The same as Vinymatic answers: similarity by image id; copies of what was recognised have it too. */
export function toSimilarityMap(matches: readonly RecognitionMatch[]): Record<string, number> {
  const similarities = new Map<string, number>();
  for (const { image, copies, similarity } of matches)
    for (const id of [image.id, ...copies]) similarities.set(id, Math.max(similarity, similarities.get(id) ?? 0));
  return Object.fromEntries([...similarities].sort(([, a], [, b]) => b - a));
}

const sureness = ({ inliers, similarity }: { inliers: number; similarity: number }) => inliers * similarity;

async function listAreas(ctx: Ctx, collectionId: string | undefined): Promise<{ areas: Area[]; total: number }> {
  if (collectionId === undefined) {
    const rows = await queries.listRecognised(ctx.db, viewScopeOf(ctx.actor), limits.recognition.collectionsMax);
    const areas = rows.flatMap(({ id, ownerId, recognition }) => toArea(id, ownerId, recognition));
    if (areas.length === 0) throw new AppError("conflict", "There is no collection whose things are recognised.");
    return { areas, total: rows[0]?.total ?? 0 };
  }
  const { id, ownerId } = await getCollectionFor(ctx, "view", collectionId);
  const areas = toArea(id, ownerId, (await queries.findStored(ctx.db, id))?.recognition);
  if (areas.length === 0) throw new AppError("conflict", "Things of this collection are not recognised. Its owner can switch that on.");
  return { areas, total: 1 };
}

function toArea(id: string, ownerId: string, recognition: unknown): Area[] {
  const stored = parseRecognition(recognition);
  return stored ? [{ id, ownerId, stored }] : [];
}

async function withPhotograph<T>(ctx: Ctx, input: RecognizeInput, pictures: Pictures, use: (path: string) => Promise<T>): Promise<T> {
  const file = pictures.find();
  const named = [input.imageId, input.url, file].filter((one) => one !== undefined).length;
  if (named !== 1) throw new AppError("invalid-input", "Name one photograph: an imageId, a url or a picture.");
  if (file !== undefined) return use(file);
  if (input.url !== undefined) return use(await pictures.fetch(input.url));
  const [image] = await findSeenSources(ctx.db, viewScopeOf(ctx.actor), [input.imageId as string]);
  return lendOriginal(ctx.storage, authorize(ctx.actor, "view", image), use);
}

/** By which features pictures of the collection are found now. */
function servingOf({ stored }: Area): { profile: string; spec: FeatureSpec } {
  return stored.before ?? { profile: stored.profile, spec: specOf(stored) };
}

/** Reads the photograph's features as a collection's are made: once for all collections with the same settings. */
function createQueryReader(ctx: Ctx, path: string): (area: Area) => Promise<FeaturedPicture> {
  const read = new Map<string, FeaturedPicture>();
  return async (area) => {
    const { profile, spec } = servingOf(area);
    const known = read.get(profile);
    if (known) return known;
    const { features } = await ctx.decoder.decode({ path, want: { features: [spec] } });
    const [own] = features ?? [];
    if (!own) throw new AppError("undecodable", "No picture comes out of this file.");
    const query = { features: own, path };
    read.set(profile, query);
    return query;
  };
}

async function recognizeIn(ctx: Ctx, area: Area, query: FeaturedPicture): Promise<RecognitionMatch[]> {
  const { profile } = servingOf(area);
  const { topN, similarityMin } = area.stored;
  const key = { ownerId: area.ownerId, collectionId: area.id, profile };
  const wanted = Math.min(limits.geometry.candidatesMax, Math.max(candidatesMin, topN));
  const voted = await voteForImages(ctx, key, [decodeFeatures(query.features)], wanted);
  const named = voted.flatMap(({ imageId, copies }) => [imageId, ...copies]);
  const rows = await queries.findMemberTiles(ctx.db, viewScopeOf(ctx.actor), area.id, named);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const copiesOf = new Map<string, string[]>();
  for (const { imageId, copies } of voted) {
    // Ids are in order of time: whichever of them got most votes, the same one is named.
    const [oldest, ...others] = [imageId, ...copies].filter((id) => rowOf.has(id)).sort();
    if (oldest) copiesOf.set(oldest, others);
  }
  const found = await confirm(ctx, query, profile, [...copiesOf.keys()]);
  const matches = found.flatMap(({ imageId, things }) =>
    things
      .filter(({ similarity }) => similarity >= similarityMin)
      .map((thing) => toMatch(ctx.actor, rowOf.get(imageId) as SeenTileRow, copiesOf.get(imageId) ?? [], thing)),
  );
  return matches.sort((a, b) => sureness(b) - sureness(a)).slice(0, topN);
}

async function confirm(
  ctx: Ctx,
  query: FeaturedPicture,
  profile: string,
  imageIds: readonly string[],
): Promise<{ imageId: string; things: ThingEvidence[] }[]> {
  if (imageIds.length === 0) return [];
  const rows = await findFeatures(ctx.db, profile, imageIds);
  const ids = rows.map(({ imageId }) => imageId);
  return lendThumbnails(ctx.storage, ids, async (paths) => {
    const pictures = rows.flatMap(({ imageId, data }, at) =>
      paths[at] === undefined ? [] : [{ imageId, features: data, path: paths[at] }],
    );
    const things = await ctx.decoder.confirmThings({ query, candidates: pictures.map(({ features, path }) => ({ features, path })) });
    return pictures.map(({ imageId }, place) => ({ imageId, things: things[place] ?? [] }));
  });
}

function toMatch(
  actor: Actor,
  row: SeenTileRow,
  copies: string[],
  { inliers, similarity, quadrilateral }: ThingEvidence,
): RecognitionMatch {
  return { image: toSeenTile(actor, row), copies, inliers, similarity, quadrilateral: quadrilateral.map(([x, y]) => ({ x, y })) };
}
