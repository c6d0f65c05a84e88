import type { PicturePart } from "@/lib/client/search-wish";

/** "like this", "unlike these" or "like and unlike these"; empty without pictures. */
export function describeLikeness(pictures: readonly Pick<PicturePart, "weight">[]): string {
  if (pictures.length === 0) return "";
  const ways = [pictures.some(({ weight }) => weight > 0) && "like", pictures.some(({ weight }) => weight < 0) && "unlike"];
  return `${ways.filter(Boolean).join(" and ") || "with"} ${pictures.length === 1 ? "this" : "these"}`;
}
