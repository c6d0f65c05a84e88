import { type Actor, standingOf } from "../auth/access";
import type { SupportedType } from "../config";
import { limits } from "../limits";
import { usualExtension } from "./file-name";
import type { ImageAccess, ImageTile, ImageView } from "./schema";

/** What somebody is to an image, and what a collection on the way to it shares. An owner sees everything. */
export type Sight = { access: ImageAccess; details: boolean; originals: boolean };

/** The columns of `standingColumns`, beside the owner. */
export type StandingRow = { ownerId: string; rank: number | null; sharesDetails: boolean | null; sharesOriginals: boolean | null };

/** What an actor may learn of an image that is visible to them. */
export function sightOf(actor: Actor, row: StandingRow): Sight {
  const access = standingOf(actor, row) ?? "viewer";
  const isOwner = access === "owner";
  return { access, details: isOwner || row.sharesDetails === true, originals: isOwner || row.sharesOriginals === true };
}

/** Of an owner's own images. */
export const ownSight: Sight = { access: "owner", details: true, originals: true };

/** Who learns a field: everybody who sees the image, or else what stands in its place for the others. */
type Rule<T, Value> = "everybody" | { only: "details" | "originals" | "owner"; else: (whole: T) => Value };
type Rules<T> = { [Field in keyof T]: Rule<T, T[Field]> };

/** [Note: Redaction] Field by field what leaves of an image of somebody else: a field without a rule does not compile. */
const tileRules: Rules<ImageTile> = {
  id: "everybody",
  access: "everybody",
  originalName: { only: "details", else: neutralName },
  contentType: "everybody",
  sizeBytes: "everybody",
  width: "everybody",
  height: "everybody",
  frames: "everybody",
  thumbhash: "everybody",
  status: "everybody",
  failureReason: { only: "owner", else: () => null },
  place: "everybody",
  favourite: { only: "owner", else: () => false },
  takenLocal: "everybody",
  addedAt: "everybody",
  trashedAt: { only: "owner", else: () => null },
  stackCount: { only: "owner", else: () => 0 },
};

const viewRules: Rules<ImageView> = {
  ...(tileRules as Rules<Pick<ImageView, keyof ImageTile>>),
  fileName: { only: "details", else: () => null },
  url: { only: "details", else: () => null },
  originalUrl: { only: "originals", else: () => null },
  thumbnailUrl: "everybody",
  title: "everybody",
  description: { only: "details", else: ({ description, exif }) => hideFileWords({ description, tags: [] }, exif).description },
  tags: { only: "details", else: ({ tags, exif }) => hideFileWords({ description: null, tags }, exif).tags },
  caption: "everybody",
  labels: "everybody",
  faces: { only: "owner", else: () => [] },
  faceClusterIds: { only: "owner", else: () => [] },
  rating: { only: "owner", else: () => null },
  sha256: { only: "details", else: () => null },
  // The offset from UTC says roughly where.
  takenAt: { only: "details", else: ({ takenLocal }) => takenLocal },
  takenUtc: { only: "details", else: () => null },
  takenSource: "everybody",
  camera: { only: "details", else: () => null },
  position: { only: "details", else: () => null },
  exif: { only: "details", else: () => ({}) },
  metadata: { only: "details", else: () => ({}) },
  // Only those that the viewer may see are looked up.
  collections: "everybody",
  duplicates: { only: "owner", else: () => [] },
  stack: { only: "owner", else: () => null },
};

/** A tile as somebody may see it. */
export function redactTile(tile: ImageTile, sight: Sight): ImageTile {
  return redact(tile, tileRules, sight);
}

/** Everything about an image that somebody may know. */
export function redactView(view: ImageView, sight: Sight): ImageView {
  return redact(view, viewRules, sight);
}

function redact<T extends object>(whole: T, rules: Rules<T>, sight: Sight): T {
  const entries = (Object.keys(rules) as (keyof T)[]).map((field) => {
    const rule = rules[field];
    const isShown = rule === "everybody" || sight.access === "owner" || (rule.only !== "owner" && sight[rule.only]);
    return [field, isShown ? whole[field] : rule.else(whole)];
  });
  return { ...(Object.fromEntries(entries) as T), access: sight.access };
}

/** A name that tells nothing: "picture-1a2b3c4d.jpg". */
export function neutralName({ id, contentType }: { id: string; contentType: string }): string {
  return `picture-${id.slice(-8)}.${usualExtension(contentType as SupportedType)}`;
}

/**
 * Leaves out description and tags that came with the file: whoever wrote them there did not write
 * them for those the picture is shared with. What a person changed or added here stays.
 */
export function hideFileWords(
  words: { description: string | null; tags: readonly string[] },
  exif: Record<string, unknown> | null,
): { description: string | null; tags: string[] } {
  const fromFile = typeof exif?.description === "string" ? exif.description.slice(0, limits.text.descriptionLengthMax) : undefined;
  const keywords = new Set(Array.isArray(exif?.keywords) ? exif.keywords.map((keyword) => String(keyword).trim()) : []);
  return {
    description: words.description === fromFile ? null : words.description,
    tags: words.tags.filter((tag) => !keywords.has(tag)),
  };
}
