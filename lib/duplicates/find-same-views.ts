import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { voteForImages } from "../feature-index/vote-for-images";
import { lendThumbnails } from "../images/lend-thumbnails";
import { thumbnailKey } from "../images/thumbnail-key";
import type { FeaturedPicture } from "../imaging/confirm-pictures";
import { limits } from "../limits";
import type { ViewEvidence } from "../vision/confirm-view";
import { decodeFeatures, featureProfile, mirrorFeatures, viewFeatureSpec } from "../vision/local-features";
import { invert } from "../vision/matrix";
import { clearOf, type Evidence } from "./evidence";
import { findDecidedAmong } from "./find-decided";
import { listFeatures } from "./layer-queries";

type Ctx = Pick<Context, "db" | "storage" | "decoder" | "log">;

/** Pictures that the index of features names, itself and copies of one aside. */
const votedMax = 10;
/**
 * [Note: Votes of a copy] A picture with fewer votes for each feature of the one that is looked for is a stranger,
 * and is not compared. Of 40 photographs, each edited in 58 ways, `confirmView` takes 2,315 of 2,320 edits for the
 * photograph or like it. Least votes a feature of these (in brackets of the duplicates among them): looked for by the
 * edit among 688 pictures 15 (35), among 10,688, most made of real descriptors, 31 (772 of them), among 110, all of
 * which are compared, 87; looked for by the photograph, with the edit among 687 others, 10 (20), a blur of which 57
 * features are left; where 58 edits of each of eight photographs share the votes 14. Of the ten strangers with most
 * votes of a photograph 1.4 of 688 and 1.6 of 10,688 have 7.
 */
const votesPerFeatureMin = 7;

/** Whose views are looked for; `features` when they are known, `hasDecided` unless its person has decided nothing yet. */
export type ViewSubject = { id: string; features: Buffer | undefined; hasDecided: boolean };

/**
 * Images that show the same view, cropped, turned, framed or written on: among some candidates and those
 * that local features vote for, the ones that geometry and the warped pixels confirm, see `confirmView`.
 * A candidate that cannot be read has nothing to say.
 */
export async function findSameViews(
  ctx: Ctx,
  scope: Scope,
  { id: imageId, features, hasDecided }: ViewSubject,
  { candidateIds, exceptIds }: { candidateIds: readonly string[]; exceptIds: ReadonlySet<string> },
): Promise<Evidence[]> {
  const profile = featureProfile(viewFeatureSpec);
  const data = features ?? (await listFeatures(ctx.db, scope, profile, [imageId]))[0]?.data;
  if (!data) return [];
  const ids = [...new Set([...candidateIds, ...(await vote(ctx, scope, profile, data))])];
  const wanted = ids.filter((id) => id !== imageId && !exceptIds.has(id));
  const open = hasDecided ? await leaveOutDecided(ctx, scope, imageId, wanted) : wanted;
  const candidates = await listFeatures(ctx.db, scope, profile, open.slice(0, limits.geometry.candidatesMax));
  if (candidates.length === 0) return [];
  const found = await confirm(ctx, { imageId, data }, candidates);
  return candidates.flatMap(({ imageId: twinId }, index) => {
    const view = found[index];
    return view ? [toEvidence(imageId, twinId, view)] : [];
  });
}

async function vote(ctx: Ctx, scope: Scope, profile: string, data: Buffer): Promise<string[]> {
  const features = decodeFeatures(data);
  const key = { ownerId: scope.ownerId, collectionId: null, profile };
  const named = await voteForImages(ctx, key, [features, mirrorFeatures(features)], votedMax + 1);
  const voted = named.filter(({ votes }) => votes >= votesPerFeatureMin * features.count);
  return [...voted.map((one) => one.imageId), ...voted.flatMap(({ copies }) => copies)];
}

async function leaveOutDecided(ctx: Ctx, scope: Scope, imageId: string, ids: readonly string[]): Promise<string[]> {
  const decided = await findDecidedAmong(ctx.db, scope, [imageId, ...ids]);
  return ids.filter((id) => !decided.has(imageId, id));
}

/** What geometry says of each candidate, in their order. */
function confirm(
  ctx: Ctx,
  own: { imageId: string; data: Buffer },
  candidates: readonly { imageId: string; data: Buffer }[],
): Promise<(ViewEvidence | undefined)[]> {
  const ids = candidates.map(({ imageId }) => imageId);
  return ctx.storage.withLocalPath(thumbnailKey(own.imageId, "small"), (path) =>
    lendThumbnails(ctx.storage, ids, async (otherPaths) => {
      const pictures: FeaturedPicture[] = [];
      const places = candidates.map(({ data }, at) => {
        const otherPath = otherPaths[at];
        return otherPath === undefined ? undefined : pictures.push({ features: data, path: otherPath }) - 1;
      });
      const views = await ctx.decoder.confirmViews({ picture: { features: own.data, path }, candidates: pictures });
      return places.map((place) => (place === undefined ? undefined : views[place]));
    }),
  );
}

/** `PairEvidence`: its transform goes from the older picture to the newer one. */
function toEvidence(imageId: string, twinId: string, view: ViewEvidence): Evidence {
  const { verdict, agreement, overlap, overlay, inliers, mirrored } = view;
  const transform = imageId < twinId ? view.transform : invert(view.transform);
  const clear = clearOf(imageId, twinId, view);
  const evidence = { agreement, overlap, overlay, inliers, isMirrored: mirrored, ...clear, ...(transform && { transform }) };
  return { imageId: twinId, layer: "view", verdict, distance: 1 - agreement, evidence };
}
