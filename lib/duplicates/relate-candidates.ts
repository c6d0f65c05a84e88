import { findEnlarged } from "./find-enlarged";
import { type Laid, layOver, type Sides } from "./lay-over";
import type { PictureFacts } from "./schema";
import type { FoundPair } from "./shared-part";

type Given = Sides & { id: string; sizeBytes: number; facts: PictureFacts };

/** What a candidate is to the others, by how they lie over each other. */
export type Related = {
  /** Pixels with which it shows what all of them show; of those that differ by less than a tenth from the most: the most. */
  pixels: number;
  /** It was surely enlarged from a smaller one of them: its pixels count as that one's. */
  isEnlarged: boolean;
  /** It is another one with a frame around, or with its corners filled. */
  isFramed: boolean;
  /** It has lost what another one of them holds: its colours, what lies under a mark, see `PairEvidence`. */
  lacks: boolean;
  /** So much it shows: what the others show, where they are the same, is one size. */
  shown: number;
  isLossless: boolean;
  jpegQuality: number;
  sharpness: number;
  /** Larger is better: of files of the same pixels, one of them lossless, the smaller one. */
  fileSize: number;
};

/** Pixels and parts that differ by less are the same: what is laid over each other is off by some hundredths. */
const sameMin = { pixels: 0.9, shown: 0.97 };

/**
 * Relates candidates by their pairs. Where views say how two lie over each other, pixels are counted of what both show, so
 * that a canvas around a picture counts for nothing; and of files of the same pixels neither format nor JPEG quality
 * says anything, since a PNG file of a JPEG's pixels is that JPEG.
 */
export function relateCandidates(candidates: readonly Given[], pairs: readonly FoundPair[]): ReadonlyMap<string, Related> {
  const byId = new Map(candidates.map((one) => [one.id, one]));
  const links = pairs.flatMap((pair) => toLink(pair, byId.get(pair.ofImageId), byId.get(pair.imageId))).sort(byIds);
  const linksOf = groupLinks(links);
  const areas = new Map<string, number>();
  for (const id of [...byId.keys()].sort()) if (!areas.has(id)) spread(id, areas, linksOf);
  const bounds = boundEnlarged(links, byId);
  const countPixels = ({ id, facts }: Given) =>
    Math.min(facts.pixels ?? 0, bounds.get(id) ?? Number.POSITIVE_INFINITY) * (areas.get(id) ?? 1);
  const most = candidates.reduce((max, one) => Math.max(max, countPixels(one)), 0);
  const related = new Map<string, Related>();
  for (const one of candidates) {
    const { isLossless, jpegQuality, sharpness } = one.facts;
    const counted = countPixels(one);
    related.set(one.id, {
      pixels: linksOf.has(one.id) && counted >= most * sameMin.pixels ? most : counted,
      isEnlarged: bounds.has(one.id),
      isFramed: false,
      lacks: false,
      shown: 1 / (areas.get(one.id) ?? 1),
      isLossless,
      jpegQuality: jpegQuality ?? 0,
      sharpness: sharpness ?? 0,
      fileSize: one.sizeBytes,
    });
  }
  for (const link of links) settle(link, related);
  for (const { holdsMore, imageId, ofImageId } of pairs) {
    if (holdsMore !== "older" && holdsMore !== "newer") continue;
    const lacking = related.get(holdsMore === "older" ? imageId : ofImageId);
    if (lacking) lacking.lacks = true;
  }
  settleEquals(linksOf, related);
  return related;
}

type Link = { olderId: string; newerId: string; laid: Laid };

function toLink(pair: FoundPair, older: Given | undefined, newer: Given | undefined): Link[] {
  const laid = older && newer && layOver(pair, older, newer);
  return laid ? [{ olderId: older.id, newerId: newer.id, laid }] : [];
}

/** Of each that was surely enlarged the pixels of the smallest that it was enlarged from. */
function boundEnlarged(links: readonly Link[], byId: ReadonlyMap<string, Given>): Map<string, number> {
  const bounds = new Map<string, number>();
  for (const { olderId, newerId, laid } of links) {
    const [older, newer] = [byId.get(olderId), byId.get(newerId)];
    const which = older && newer && findEnlarged(laid, older.facts, newer.facts);
    if (!which) continue;
    const [large, small] = which === "first" ? [older, newer] : [newer, older];
    bounds.set(large.id, Math.min(bounds.get(large.id) ?? Number.POSITIVE_INFINITY, small.facts.pixels ?? 0));
  }
  return bounds;
}

function byIds(a: Link, b: Link): number {
  return a.olderId + a.newerId < b.olderId + b.newerId ? -1 : 1;
}

function groupLinks(links: readonly Link[]): Map<string, Link[]> {
  const linksOf = new Map<string, Link[]>();
  for (const link of links) {
    for (const id of [link.olderId, link.newerId]) {
      const known = linksOf.get(id);
      if (known) known.push(link);
      else linksOf.set(id, [link]);
    }
  }
  return linksOf;
}

/** Says of everything that hangs together with a picture how large a part of it the whole of that picture is. */
function spread(fromId: string, areas: Map<string, number>, linksOf: ReadonlyMap<string, readonly Link[]>): void {
  areas.set(fromId, 1);
  const open = [fromId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { olderId, newerId, laid } of linksOf.get(id) ?? []) {
      const otherId = olderId === id ? newerId : olderId;
      if (areas.has(otherId)) continue;
      areas.set(otherId, (areas.get(id) ?? 1) * (olderId === id ? laid.area : 1 / laid.area));
      open.push(otherId);
    }
  }
}

/** What of two pictures that lie over each other is a frame, and that parts are of one size. */
function settle({ olderId, newerId, laid }: Link, related: ReadonlyMap<string, Related>): void {
  const [older, newer] = [related.get(olderId), related.get(newerId)];
  if (!older || !newer) return;
  if (laid.framed === "older") older.isFramed = true;
  if (laid.framed === "newer") newer.isFramed = true;
  const [less, more] = older.shown < newer.shown ? [older, newer] : [newer, older];
  if (laid.framed === "unsure" || less.shown >= more.shown * sameMin.shown) more.shown = less.shown;
}

/** What files of the same pixels, known by their links, have in common, and of their sizes that the smallest counts as the largest. */
function settleEquals(linksOf: ReadonlyMap<string, readonly Link[]>, related: ReadonlyMap<string, Related>): void {
  const seen = new Set<string>();
  for (const id of linksOf.keys()) {
    const equals = gatherEquals(id, linksOf, seen).flatMap((one) => related.get(one) ?? []);
    if (equals.length < 2) continue;
    const sizes = equals.map(({ fileSize }) => fileSize);
    // Files of one lossy format differ by what else they hold: a preview, the film of a live photograph.
    const isPadded = equals.some(({ isLossless }) => isLossless);
    const bounds = Math.min(...sizes) + Math.max(...sizes);
    const same = {
      isLossless: equals.every(({ isLossless }) => isLossless),
      jpegQuality: Math.max(...equals.map(({ jpegQuality }) => jpegQuality)),
      sharpness: Math.max(...equals.map(({ sharpness }) => sharpness)),
    };
    for (const one of equals) Object.assign(one, same, isPadded && { fileSize: bounds - one.fileSize });
  }
}

/** A picture and those of the same pixels; none that was seen. */
function gatherEquals(fromId: string, linksOf: ReadonlyMap<string, readonly Link[]>, seen: Set<string>): string[] {
  const found: string[] = [];
  const open = [fromId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    found.push(id);
    for (const { olderId, newerId, laid } of linksOf.get(id) ?? []) if (laid.isEqual) open.push(olderId === id ? newerId : olderId);
  }
  return found;
}
