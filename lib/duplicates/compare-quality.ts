import type { PictureFacts, QualityReason } from "./schema";

/**
 * A figure is said to be larger from here on: a twentieth is no difference to see. It only chooses
 * which reasons are named; nothing is decided by it.
 */
const noticeableRatio = 1.05;
/** Maps of views are off by some hundredths: what shares a part has more pixels of it from a tenth on, as in `relateCandidates`. */
const sharedRatio = 1.06;
/** JPEG qualities nearer than this are one: estimates from the tables of different encoders differ by as much. */
const noticeableQuality = 3;
const dayMs = 86_400_000;

/** How the better of two pictures lies over the other one. */
export type Between = {
  /** They hold the same pixels: format and quality of the files say nothing. */
  isEqual: boolean;
  /** What is the whole other picture is so large a part of the better one. */
  area: number;
  /** The better one shows what the other leaves away, and not only a frame. */
  showsMore: boolean;
  /** The other one is the better one with a frame. */
  isPlain: boolean;
  /** Which was enlarged from a picture of the other one's size, where one surely was: its pixels count for nothing. */
  enlarged: "better" | "other" | undefined;
  /** The other one has lost something of it: its colours, or what lies under a mark. */
  holdsMore: boolean;
};
const same: Between = { isEqual: false, area: 1, showsMore: false, isPlain: false, enlarged: undefined, holdsMore: false };

type Compare = (better: PictureFacts, other: PictureFacts, between: Between) => Omit<QualityReason, "kind"> | undefined;

/** Each reason with what it is measured by, the weightiest first. */
const comparisons: Record<QualityReason["kind"], Compare> = {
  protected: (a, b) => when(a.isProtected && !b.isProtected),
  "camera-file": (a, b) => when(a.isCameraFile && !b.isCameraFile, { detail: a.camera }),
  camera: (a, b) => when(a.camera !== null && b.camera === null, { detail: a.camera }),
  pixels: comparePixels,
  "not-enlarged": (_, __, { enlarged }) => when(enlarged === "other"),
  "holds-more": (_, __, { holdsMore }) => when(holdsMore),
  plain: (_, __, { isPlain }) => when(isPlain),
  "shows-more": (_, __, { showsMore, area }) => (showsMore ? larger(1, area) : undefined),
  lossless: (a, b, { isEqual }) => when(!isEqual && a.isLossless && !b.isLossless, { detail: a.format }),
  "jpeg-quality": (a, b, { isEqual }) =>
    !isEqual && a.jpegQuality !== null && b.jpegQuality !== null && a.jpegQuality >= b.jpegQuality + noticeableQuality
      ? { value: a.jpegQuality, than: b.jpegQuality, detail: null }
      : undefined,
  sharpness: (a, b, { isEqual }) => (isEqual ? undefined : larger(a.sharpness, b.sharpness)),
  // Bytes per pixel of two formats say nothing of the picture.
  "bytes-per-pixel": (a, b, { isEqual }) => (!isEqual && a.format === b.format ? larger(a.bytesPerPixel, b.bytesPerPixel) : undefined),
  unedited: (a, b) => when(a.editedWith === null && b.editedWith !== null, { detail: b.editedWith }),
  metadata: (a, b) => (a.metadataCount > b.metadataCount ? { value: a.metadataCount, than: b.metadataCount, detail: null } : undefined),
  position: (a, b) => when(a.hasPosition && !b.hasPosition),
  "taken-time": (a, b) => when(a.takenLocal !== null && b.takenLocal === null, { detail: a.takenLocal }),
  older: (a, b) => {
    const days = a.takenLocal === null || b.takenLocal === null ? 0 : (toMs(b.takenLocal) - toMs(a.takenLocal)) / dayMs;
    return days > 0 ? { value: days, than: null, detail: a.takenLocal } : undefined;
  },
  rating: (a, b) => ((a.rating ?? 0) > (b.rating ?? 0) ? { value: a.rating, than: b.rating, detail: null } : undefined),
  favourite: (a, b) => when(a.favourite && !b.favourite),
  collections: (a, b) =>
    a.collectionCount > b.collectionCount ? { value: a.collectionCount, than: b.collectionCount, detail: null } : undefined,
};

/** In what the first of two pictures is the better one to keep, the weightiest first. Figures that are not known count for neither. */
export function compareQuality(better: PictureFacts, other: PictureFacts, between: Between = same): QualityReason[] {
  const kinds = Object.keys(comparisons) as QualityReason["kind"][];
  return kinds.flatMap((kind) => {
    const found = comparisons[kind](better, other, between);
    return found ? [{ kind, ...found }] : [];
  });
}

/** Of what both show, where they show different parts. */
function comparePixels(a: PictureFacts, b: PictureFacts, { area, enlarged }: Between): Omit<QualityReason, "kind"> | undefined {
  if (enlarged === "better") return undefined;
  if (area === 1) return larger(a.pixels, b.pixels);
  const found = larger(a.pixels === null ? null : a.pixels * area, b.pixels === null ? null : b.pixels * sharedRatio);
  return found && { ...found, than: b.pixels, detail: "shared" };
}

function when(holds: boolean, more: { detail: string | null } = { detail: null }): Omit<QualityReason, "kind"> | undefined {
  return holds ? { value: null, than: null, ...more } : undefined;
}

function larger(value: number | null, than: number | null): Omit<QualityReason, "kind"> | undefined {
  if (value === null || than === null || than <= 0 || value < than * noticeableRatio) return undefined;
  return { value, than, detail: null };
}

function toMs(local: string): number {
  return Date.parse(`${local}Z`);
}
