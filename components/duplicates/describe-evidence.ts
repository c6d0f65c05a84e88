import type { DuplicateEvidence, ImageTile } from "@/lib/images/schema";

type Found = Pick<DuplicateEvidence, "layer" | "distance" | "verdict">;

/** Which layer of detection found a pair, and how near the two are, in plain words. */
export function describeEvidence({ layer, distance, verdict }: Found): string {
  if (layer === "bytes") return "Identical bytes";
  if (layer === "pixels") return "Identical pixels in another file";
  if (layer === "view") return "The same thing from another view";
  if (layer === "embedding") return `Looks alike: cosine similarity ${distance.toFixed(2)}`;
  const bits = distance === 0 ? "all 64 bits of the perceptual hash agree" : `${distance} of 64 bits differ`;
  return verdict === "duplicate" ? `Same picture, re-saved: ${bits}` : `Nearly the same picture: ${bits}`;
}

/** What makes one of two pictures the better one to keep: more pixels, or else clearly more bytes. */
export function findBetter(a: ImageTile, b: ImageTile): { id: string; reason: "More pixels" | "Larger file" } | undefined {
  const pixels = (image: ImageTile) => (image.width ?? 0) * (image.height ?? 0);
  if (pixels(a) !== pixels(b)) return { id: pixels(a) > pixels(b) ? a.id : b.id, reason: "More pixels" };
  const [less, more] = [a.sizeBytes, b.sizeBytes].sort((x, y) => x - y) as [number, number];
  if (more <= less * 1.02) return undefined;
  return { id: a.sizeBytes > b.sizeBytes ? a.id : b.id, reason: "Larger file" };
}
