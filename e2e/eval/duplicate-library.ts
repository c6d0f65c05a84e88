import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { FeaturedPicture } from "@/lib/imaging/confirm-pictures";
import type { DecodeRequest } from "@/lib/imaging/decoder";
import { leastDistances, packedWords, packHash, toHashQuery } from "@/lib/imaging/turned-hashes";
import { decodeFeatures, type LocalFeatures, mirrorFeatures, viewFeatureSpec } from "@/lib/vision/local-features";
import { createMemoryIndex, type MemoryIndex } from "./memory-index";
import type { MeasuredLibrary } from "./open-library";

/** What the layers compare of one picture; features and digest are only made when they are asked for. */
export type DescribedPicture = {
  sha256: string;
  width: number;
  height: number;
  hash: Int32Array | undefined;
  digest(): Promise<string | undefined>;
  /** The file of the small thumbnail. */
  thumbnail(): Promise<string>;
  /** The features, and that file. */
  featured(): Promise<FeaturedPicture>;
};

export type Layer = "bytes" | "pixels" | "perceptual" | "view";
/** What the layers say of a picture of the library, the surest. */
export type Finding = { index: number; layer: Layer; verdict: "duplicate" | "similar"; distance: number; transform?: number[] };

/** As in lib/duplicates: how near the hashes of the same pixels are. */
const pixelHashDistanceMax = 8;

async function areSamePixels(a: DescribedPicture, b: DescribedPicture): Promise<boolean> {
  if (a.width !== b.width || a.height !== b.height) return false;
  const digest = await a.digest();
  return digest !== undefined && digest === (await b.digest());
}

/** As in lib/duplicates: candidates of the layer `view`. */
const viewHamming64Max = 12;
const hashCandidatesMax = 12;
const votedMax = 10;
const votesPerFeatureMin = 7;

/** What took how long: milliseconds and how often. */
export type Clock = Record<"describe" | "copy" | "vote" | "confirm", { ms: number; count: number }>;

export function createClock(): Clock {
  const zero = () => ({ ms: 0, count: 0 });
  return { describe: zero(), copy: zero(), vote: zero(), confirm: zero() };
}

async function timed<T>(clock: Clock, name: keyof Clock, count: number, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  clock[name].ms += performance.now() - start;
  clock[name].count += count;
  return result;
}

/** Decodes a picture as ingest does; its small thumbnail is written to `thumbnailPath`. */
export async function describePicture(
  library: MeasuredLibrary,
  file: string,
  thumbnailPath: string,
  clock: Clock,
): Promise<DescribedPicture> {
  const decode = (want: DecodeRequest["want"]) => timed(clock, "describe", 1, () => library.decoder.decode({ path: file, want }));
  const { width, height, perceptualHash } = await decode({ perceptualHash: true });
  let digest: Promise<string | undefined> | undefined;
  let thumbnail: Promise<string> | undefined;
  let featured: Promise<FeaturedPicture> | undefined;
  const keep = (small: Uint8Array | undefined) => {
    writeFileSync(thumbnailPath, small ?? new Uint8Array());
    return thumbnailPath;
  };
  const makeFeatured = async () => {
    const { thumbnails, features } = await decode({ thumbnails: true, features: [viewFeatureSpec] });
    return { features: features?.[0] ?? new Uint8Array(), path: keep(thumbnails?.small) };
  };
  return {
    sha256: createHash("sha256").update(readFileSync(file)).digest("hex"),
    width,
    height,
    hash: perceptualHash && packBits(perceptualHash.hash256),
    digest: () => {
      digest ??= decode({ pixelDigest: true }).then(({ pixelDigest }) => pixelDigest);
      return digest;
    },
    thumbnail: () => {
      thumbnail ??= featured
        ? featured.then((one) => one.path)
        : decode({ thumbnails: true }).then(({ thumbnails }) => keep(thumbnails?.small));
      return thumbnail;
    },
    featured: () => {
      featured ??= makeFeatured();
      return featured;
    },
  };
}

function packBits(bits: string): Int32Array {
  const bytes = new Uint8Array(32);
  for (const [at, bit] of [...bits].entries()) if (bit === "1") bytes[at >> 3] = (bytes[at >> 3] as number) | (0x80 >> (at & 7));
  const packed = new Int32Array(packedWords);
  packHash(bytes, packed, 0);
  return packed;
}

/** Pictures among which duplicates are looked for, with the index of their features. */
export type PictureSet = { pictures: DescribedPicture[]; index: MemoryIndex };

export async function openPictureSet(library: MeasuredLibrary, files: readonly string[], clock: Clock): Promise<PictureSet> {
  const folder = mkdtempSync(path.join(library.config.dataDir, "set-"));
  const pictures: DescribedPicture[] = [];
  for (const [at, file] of files.entries()) pictures.push(await describePicture(library, file, path.join(folder, `${at}.jpg`), clock));
  const features: LocalFeatures[] = [];
  for (const picture of pictures) features.push(decodeFeatures((await picture.featured()).features));
  return { pictures, index: await createMemoryIndex(features) };
}

type Options = {
  /** This picture of the set is the one that is looked for. */
  except?: number;
  /** Views are not looked for when a surer layer has found this picture. */
  enough?: number;
  clock: Clock;
};

/** The product's rule as a whole: what lib/duplicates would say of each picture of the set, the surest layer of each. */
export async function findInSet(
  library: MeasuredLibrary,
  set: PictureSet,
  picture: DescribedPicture,
  options: Options,
): Promise<Finding[]> {
  const { hammingMax } = library.config.duplicates;
  const query = picture.hash && toHashQuery(picture.hash, 0);
  const found: Finding[] = [];
  const near: { index: number; distance64: number }[] = [];
  const byHash: { index: number; distance: number }[] = [];
  for (const [index, other] of set.pictures.entries()) {
    if (index === options.except) continue;
    const distances = query && other.hash ? leastDistances(query, other.hash, 0) : { distance64: 64, distance256: 256 };
    if (picture.sha256 === other.sha256) found.push({ index, layer: "bytes", verdict: "duplicate", distance: 0 });
    else if (distances.distance256 <= pixelHashDistanceMax && (await areSamePixels(picture, other)))
      found.push({ index, layer: "pixels", verdict: "duplicate", distance: 0 });
    else if (distances.distance256 <= hammingMax) byHash.push({ index, distance: distances.distance256 });
    else if (distances.distance64 <= viewHamming64Max) near.push({ index, distance64: distances.distance64 });
  }
  found.push(...(await confirmCopies(library, set, picture, byHash, options.clock)));
  if (found.some(({ index }) => index === options.enough)) return found;
  const nearest = near.sort((a, b) => a.distance64 - b.distance64).slice(0, hashCandidatesMax);
  const features = decodeFeatures((await picture.featured()).features);
  const votesMin = votesPerFeatureMin * features.count;
  const voted = await timed(options.clock, "vote", 1, () =>
    set.index.vote([features, mirrorFeatures(features)], votedMax + 1, Math.max(1, votesMin)),
  );
  const surer = new Set([options.except, ...found.map(({ index }) => index)]);
  const candidates = [...new Set([...nearest.map(({ index }) => index), ...voted])].filter((index) => !surer.has(index));
  return [...found, ...(await confirm(library, set, picture, candidates, options.clock))];
}

/** What the pixels say of pictures whose hashes are near; believed by the hash where they say nothing. */
async function confirmCopies(
  library: MeasuredLibrary,
  set: PictureSet,
  picture: DescribedPicture,
  byHash: readonly { index: number; distance: number }[],
  clock: Clock,
): Promise<Finding[]> {
  if (byHash.length === 0) return [];
  const candidatePaths: string[] = [];
  for (const { index } of byHash) candidatePaths.push(await (set.pictures[index] as DescribedPicture).thumbnail());
  const request = { path: await picture.thumbnail(), candidatePaths };
  const looks = await timed(clock, "copy", byHash.length, () => library.decoder.confirmCopies(request));
  return byHash.map(({ index, distance }, at) => ({ index, layer: "perceptual", verdict: looks[at]?.verdict ?? "duplicate", distance }));
}

async function confirm(
  library: MeasuredLibrary,
  set: PictureSet,
  picture: DescribedPicture,
  candidates: number[],
  clock: Clock,
): Promise<Finding[]> {
  const pictures: FeaturedPicture[] = [];
  for (const index of candidates) pictures.push(await (set.pictures[index] as DescribedPicture).featured());
  const request = { picture: await picture.featured(), candidates: pictures };
  const views = await timed(clock, "confirm", candidates.length, () => library.decoder.confirmViews(request));
  return views.flatMap((view, at) =>
    view
      ? [
          {
            index: candidates[at] as number,
            layer: "view" as const,
            verdict: view.verdict,
            distance: 1 - view.agreement,
            transform: view.transform,
          },
        ]
      : [],
  );
}
