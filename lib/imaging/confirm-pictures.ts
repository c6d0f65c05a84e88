import { AppError } from "@/lib/errors";
import { limits } from "@/lib/limits";
import { type CopyEvidence, confirmCopy } from "@/lib/vision/confirm-copy";
import { type ComparedPicture, confirmThing, type ThingEvidence } from "@/lib/vision/confirm-thing";
import { confirmView, type ViewEvidence } from "@/lib/vision/confirm-view";
import { decodeFeatures, type LocalFeatures } from "@/lib/vision/local-features";
import type { GreyPixels } from "@/lib/vision/warp-grey";
import { openPicture, toDecodeError } from "./picture";

/** A picture to be compared: its features as `encodeFeatures` writes them, and the file of its small thumbnail. */
export type FeaturedPicture = { features: Uint8Array; path: string };

export type ViewRequest = { picture: FeaturedPicture; candidates: readonly FeaturedPicture[] };

/** Pictures by the files of their small thumbnails. */
export type CopyRequest = { path: string; candidatePaths: readonly string[] };

export type ThingRequest = { query: FeaturedPicture; candidates: readonly FeaturedPicture[] };

/** The grey levels of a picture file, no larger than what is compared. */
async function readGrey(path: string): Promise<GreyPixels> {
  const picture = await openPicture(path);
  const sidePx = limits.geometry.comparedPx;
  try {
    const { data, info } = await (await picture.openPixels())
      .resize({ width: sidePx, height: sidePx, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .toColourspace("b-w")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 1) throw new AppError("undecodable", "The grey levels of this picture cannot be read.");
    return { width: info.width, height: info.height, data };
  } catch (error) {
    throw toDecodeError(error, picture.contentType);
  }
}

function readFeatures(bytes: Uint8Array): LocalFeatures {
  try {
    return decodeFeatures(bytes);
  } catch (error) {
    throw new AppError("internal", "The features of a picture are damaged.", { cause: error });
  }
}

/** Pixels are read once, and only when they are asked for. */
function openCompared({ features, path }: FeaturedPicture): ComparedPicture {
  let pixels: Promise<GreyPixels> | undefined;
  return {
    features: readFeatures(features),
    pixels: () => {
      pixels ??= readGrey(path);
      return pixels;
    },
  };
}

/** One comparison after another; a candidate that cannot be read (its file is gone, its features are of another version) has nothing to say. */
async function compareEach<T>(
  picture: FeaturedPicture,
  candidates: readonly FeaturedPicture[],
  compare: (picture: ComparedPicture, candidate: ComparedPicture) => Promise<T>,
  nothing: T,
): Promise<T[]> {
  const opened = openCompared(picture);
  const found: T[] = [];
  for (const candidate of candidates.slice(0, limits.geometry.candidatesMax)) {
    let compared: ComparedPicture;
    try {
      compared = openCompared(candidate);
    } catch {
      found.push(nothing);
      continue;
    }
    // Only what the candidate's own file is to blame for is passed over.
    const readable = { ...compared, pixels: () => compared.pixels().catch((cause) => Promise.reject(new UnreadableCandidate(cause))) };
    found.push(
      await compare(opened, readable).catch((error) => {
        if (error instanceof UnreadableCandidate) return nothing;
        throw error;
      }),
    );
  }
  return found;
}

class UnreadableCandidate extends Error {
  constructor(cause: unknown) {
    super("A candidate cannot be read.", { cause });
  }
}

/**
 * Compares a picture with candidates for the `view` layer, in their order, see `confirmView`; at
 * most `limits.geometry.candidatesMax` of them. Runs in a decoder child only.
 * @throws AppError as `openPicture`, and "internal" for damaged features, of the picture itself
 */
export function confirmViews(request: ViewRequest): Promise<(ViewEvidence | undefined)[]> {
  return compareEach<ViewEvidence | undefined>(request.picture, request.candidates, confirmView, undefined);
}

/**
 * Compares a picture with candidates whose hashes are near its own, in their order, see `confirmCopy`; a candidate that
 * cannot be read has nothing to say. Runs in a decoder child only.
 * @throws AppError as `openPicture`, of the picture itself
 */
export async function confirmCopies({ path, candidatePaths }: CopyRequest): Promise<(CopyEvidence | undefined)[]> {
  const picture = await readGrey(path);
  const found: (CopyEvidence | undefined)[] = [];
  for (const candidatePath of candidatePaths) {
    const candidate = await readGrey(candidatePath).catch(() => undefined);
    found.push(candidate && confirmCopy(picture, candidate));
  }
  return found;
}

/**
 * Looks for the things of candidates in a photograph, in their order, see `confirmThing`; at most
 * `limits.geometry.candidatesMax` of them. Runs in a decoder child only.
 * @throws AppError as `confirmViews`
 */
export function confirmThings(request: ThingRequest): Promise<ThingEvidence[][]> {
  return compareEach<ThingEvidence[]>(request.query, request.candidates, confirmThing, []);
}
