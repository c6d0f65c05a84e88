import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { leastDistances, packedWords, packHash, toHashQuery } from "@/lib/imaging/turned-hashes";
import { decodeFeatures, mirrorFeatures, viewFeatureSpec } from "@/lib/vision/local-features";
import { createMemoryIndex, type MemoryIndex } from "./memory-index";
import type { MeasuredLibrary } from "./open-library";

/** All that the layers compare of one picture. */
export type DescribedPicture = {
  sha256: string;
  width: number;
  height: number;
  pixelDigest: string | undefined;
  hash: Int32Array | undefined;
  features: Uint8Array;
  thumbnailPath: string;
};

export type Layer = "bytes" | "pixels" | "perceptual" | "view";
/** What the layers say of a picture of the library, the surest. */
export type Finding = { index: number; layer: Layer; verdict: "duplicate" | "similar"; distance: number };

/** As in lib/duplicates: candidates of the layer `view`. */
const viewHamming64Max = 12;
const hashCandidatesMax = 12;
const votedMax = 10;

/** What took how long: milliseconds and how often. */
export type Clock = Record<"describe" | "vote" | "confirm", { ms: number; count: number }>;

export function createClock(): Clock {
  const zero = () => ({ ms: 0, count: 0 });
  return { describe: zero(), vote: zero(), confirm: zero() };
}

async function timed<T>(clock: Clock, name: keyof Clock, count: number, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  clock[name].ms += performance.now() - start;
  clock[name].count += count;
  return result;
}

/** Decodes a picture as ingest does, and writes its small thumbnail to `thumbnailPath`. */
export async function describePicture(
  library: MeasuredLibrary,
  file: string,
  thumbnailPath: string,
  clock: Clock,
): Promise<DescribedPicture> {
  const want = { perceptualHash: true, thumbnails: true, pixelDigest: true, features: [viewFeatureSpec] };
  const decoded = await timed(clock, "describe", 1, () => library.decoder.decode({ path: file, want }));
  writeFileSync(thumbnailPath, decoded.thumbnails?.small ?? new Uint8Array());
  return {
    sha256: createHash("sha256").update(readFileSync(file)).digest("hex"),
    width: decoded.width,
    height: decoded.height,
    pixelDigest: decoded.pixelDigest,
    hash: decoded.perceptualHash && packBits(decoded.perceptualHash.hash256),
    features: decoded.features?.[0] ?? new Uint8Array(),
    thumbnailPath,
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
  return { pictures, index: await createMemoryIndex(pictures.map(({ features }) => decodeFeatures(features))) };
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
  for (const [index, other] of set.pictures.entries()) {
    if (index === options.except) continue;
    const distances = query && other.hash ? leastDistances(query, other.hash, 0) : { distance64: 64, distance256: 256 };
    const samePixels = picture.pixelDigest !== undefined && picture.pixelDigest === other.pixelDigest;
    if (picture.sha256 === other.sha256) found.push({ index, layer: "bytes", verdict: "duplicate", distance: 0 });
    else if (samePixels) found.push({ index, layer: "pixels", verdict: "duplicate", distance: 0 });
    else if (distances.distance256 <= hammingMax)
      found.push({ index, layer: "perceptual", verdict: "duplicate", distance: distances.distance256 });
    else if (distances.distance64 <= viewHamming64Max) near.push({ index, distance64: distances.distance64 });
  }
  if (found.some(({ index }) => index === options.enough)) return found;
  const nearest = near.sort((a, b) => a.distance64 - b.distance64).slice(0, hashCandidatesMax);
  const features = decodeFeatures(picture.features);
  const voted = await timed(options.clock, "vote", 1, () => set.index.vote([features, mirrorFeatures(features)], votedMax + 1));
  const surer = new Set([options.except, ...found.map(({ index }) => index)]);
  const candidates = [...new Set([...nearest.map(({ index }) => index), ...voted])].filter((index) => !surer.has(index));
  return [...found, ...(await confirm(library, set, picture, candidates, options.clock))];
}

async function confirm(
  library: MeasuredLibrary,
  set: PictureSet,
  picture: DescribedPicture,
  candidates: number[],
  clock: Clock,
): Promise<Finding[]> {
  const toFeatured = ({ features, thumbnailPath }: DescribedPicture) => ({ features, path: thumbnailPath });
  const request = {
    picture: toFeatured(picture),
    candidates: candidates.map((index) => toFeatured(set.pictures[index] as DescribedPicture)),
  };
  const views = await timed(clock, "confirm", candidates.length, () => library.decoder.confirmViews(request));
  return views.flatMap((view, at) =>
    view ? [{ index: candidates[at] as number, layer: "view" as const, verdict: view.verdict, distance: 1 - view.agreement }] : [],
  );
}
