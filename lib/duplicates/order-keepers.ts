import type { Sides } from "./lay-over";
import { type Related, relateCandidates } from "./relate-candidates";
import type { KeeperChoice, PictureFacts } from "./schema";
import type { FoundPair } from "./shared-part";

/** A picture of a group with what speaks for it. */
export type Candidate = Sides & { id: string; sizeBytes: number; facts: PictureFacts };

/**
 * So many times its pixels another may have before what came out of a camera is no longer preferred. Editors
 * and services that turn, straighten, frame or re-save a picture end within some hundredths of its size, at
 * most a border more; a file whose camera data survived a reduction for sending has at most half of
 * them. Of 20 photographs with a border of 10 % or turned by 4° with filled corners, none of the originals was
 * suggested at a ratio of 1.1; see `npm run eval -- keeper`.
 */
const cameraPixelsRatio = 1.9;

/** A figure of a candidate: more is better. `mostPixels`: of any in its group. */
type Key = (candidate: Candidate, related: Related, mostPixels: number) => number;

const isWhole = ({ pixels: own }: Related, mostPixels: number) => own * cameraPixelsRatio >= mostPixels;
const isWholeCameraFile: Key = ({ facts }, related, mostPixels) => Number(facts.isCameraFile && isWhole(related, mostPixels));
const isFromCamera: Key = ({ facts }, related, mostPixels) =>
  Number(facts.camera !== null && facts.editedWith === null && isWhole(related, mostPixels));
const pixels: Key = ({ facts }) => facts.pixels ?? 0;
const metadata: Key = ({ facts }) => facts.metadataCount + Number(facts.hasPosition) + Number(facts.camera !== null);
const age: Key = ({ facts }) => (facts.takenLocal === null ? Number.NEGATIVE_INFINITY : -Date.parse(`${facts.takenLocal}Z`));

/**
 * [Note: Suggested keeper] What decides which picture of a group is suggested to keep, one after the
 * other until two differ: it is in a protected collection; it is the camera's own file (camera in its
 * EXIF, no editor, a camera's file name) and no other has clearly more pixels; the same but for the
 * name, since what is made of a picture mostly loses what its camera wrote; more pixels of what they have in common, of one
 * that was enlarged those of what it was enlarged from (see [Note: Enlarged pictures]); not enlarged;
 * nothing laid over it, and in colour where another is grey; no
 * frame around another one; shows more; a format that loses nothing; a higher JPEG quality; sharper; unedited; more
 * metadata; a favourite; more stars; taken earlier; a larger file; added earlier. Of files of the same pixels neither
 * format nor quality counts, and the smaller one is better, of lossy files the larger, which may hold more than the picture, see
 * `relateCandidates`. Figures that are not known count
 * least. So of the same pictures the same one is always suggested, in whatever order they come.
 */
const suggestion: readonly Key[] = [
  ({ facts }) => Number(facts.isProtected),
  isWholeCameraFile,
  isFromCamera,
  (_, related) => related.pixels,
  (_, related) => Number(!related.isEnlarged),
  (_, related) => Number(!related.lacks),
  (_, related) => Number(!related.isFramed),
  (_, related) => related.shown,
  (_, related) => Number(related.isLossless),
  (_, related) => related.jpegQuality,
  (_, related) => related.sharpness,
  ({ facts }) => Number(facts.editedWith === null),
  metadata,
  ({ facts }) => Number(facts.favourite),
  ({ facts }) => facts.rating ?? 0,
  age,
  (_, related) => related.fileSize,
];

/** What comes first for each way of choosing; then everything of the suggestion. */
const firstKeys: Record<KeeperChoice, readonly Key[]> = {
  suggested: [],
  "most-metadata": [metadata],
  "most-pixels": [pixels],
  "largest-file": [({ sizeBytes }) => sizeBytes],
  oldest: [age],
  "camera-file": [({ facts }) => Number(facts.isCameraFile)],
};

/**
 * The pictures of a group, the one to keep first, see [Note: Suggested keeper]; with a choice, that comes before all
 * else. `pairs`: evidence among them.
 */
export function orderKeepers<T extends Candidate>(
  candidates: readonly T[],
  choice: KeeperChoice = "suggested",
  pairs: readonly FoundPair[] = [],
): T[] {
  const keys = [...firstKeys[choice], ...suggestion];
  const relatedOf = relateCandidates(candidates, pairs);
  const mostPixels = [...relatedOf.values()].reduce((most, one) => Math.max(most, one.pixels), 0);
  const ranked = candidates.flatMap((candidate) => {
    const related = relatedOf.get(candidate.id);
    return related ? [{ candidate, ranks: keys.map((key) => key(candidate, related, mostPixels)) }] : [];
  });
  ranked.sort((a, b) => compareRanks(a.ranks, b.ranks) || (a.candidate.id < b.candidate.id ? -1 : 1));
  return ranked.map(({ candidate }) => candidate);
}

/** Larger first; not by subtraction, since ∞ − ∞ is no number. */
function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, rank] of a.entries()) {
    const other = b[index] ?? 0;
    if (rank !== other) return rank > other ? -1 : 1;
  }
  return 0;
}
