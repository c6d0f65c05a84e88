import type { KeeperChoice, PictureFacts } from "./schema";

/** A picture of a group with what speaks for it. */
export type Candidate = { id: string; sizeBytes: number; facts: PictureFacts };

/**
 * So many times its pixels another may have before what came out of a camera is no longer preferred. Editors
 * and services that turn, straighten, frame or re-save a picture end within some hundredths of its size, at
 * most a border more; a file whose camera data survived a reduction for sending has at most half of
 * them. Of 20 photographs with a border of 10 % or turned by 4° with filled corners, none of the originals was
 * suggested at a ratio of 1.1; see `npm run eval -- keeper`.
 */
const cameraPixelsRatio = 1.9;

/** A figure of a candidate: more is better. `mostPixels`: of any in its group. */
type Key = (candidate: Candidate, mostPixels: number) => number;

const isWhole = ({ pixels: own }: PictureFacts, mostPixels: number) => (own ?? 0) * cameraPixelsRatio >= mostPixels;
const isWholeCameraFile: Key = ({ facts }, mostPixels) => Number(facts.isCameraFile && isWhole(facts, mostPixels));
const isFromCamera: Key = ({ facts }, mostPixels) =>
  Number(facts.camera !== null && facts.editedWith === null && isWhole(facts, mostPixels));
const pixels: Key = ({ facts }) => facts.pixels ?? 0;
const metadata: Key = ({ facts }) => facts.metadataCount + Number(facts.hasPosition) + Number(facts.camera !== null);
const age: Key = ({ facts }) => (facts.takenLocal === null ? Number.NEGATIVE_INFINITY : -Date.parse(`${facts.takenLocal}Z`));

/**
 * [Note: Suggested keeper] What decides which picture of a group is suggested to keep, one after the
 * other until two differ: it is in a protected collection; it is the camera's own file (camera in its
 * EXIF, no editor, a camera's file name) and no other has clearly more pixels; the same but for the
 * name, since what is made of a picture mostly loses what its camera wrote; more pixels; a format
 * that loses nothing; a higher JPEG quality; sharper; unedited; more metadata; a favourite; more
 * stars; taken earlier; a larger file; added earlier. Figures that are not known count least. So of
 * the same pictures the same one is always suggested, in whatever order they come.
 */
const suggestion: readonly Key[] = [
  ({ facts }) => Number(facts.isProtected),
  isWholeCameraFile,
  isFromCamera,
  pixels,
  ({ facts }) => Number(facts.isLossless),
  ({ facts }) => facts.jpegQuality ?? 0,
  ({ facts }) => facts.sharpness ?? 0,
  ({ facts }) => Number(facts.editedWith === null),
  metadata,
  ({ facts }) => Number(facts.favourite),
  ({ facts }) => facts.rating ?? 0,
  age,
  ({ sizeBytes }) => sizeBytes,
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

/** The pictures of a group, the one to keep first, see [Note: Suggested keeper]; with a choice, that comes before all else. */
export function orderKeepers<T extends Candidate>(candidates: readonly T[], choice: KeeperChoice = "suggested"): T[] {
  const keys = [...firstKeys[choice], ...suggestion];
  const mostPixels = candidates.reduce((most, { facts }) => Math.max(most, facts.pixels ?? 0), 0);
  const ranked = candidates.map((candidate) => ({ candidate, ranks: keys.map((key) => key(candidate, mostPixels)) }));
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
