import { isEnlarged } from "../vision/judge-enlarged";
import type { Laid } from "./lay-over";
import type { PictureFacts } from "./schema";

/** Spectra are of whole pictures: those of two say something only where both show nearly the same. */
const areaMax = 1.2;

/** Which of two pictures that lie over each other was surely enlarged from one of the other's size, see [Note: Enlarged pictures]. */
export function findEnlarged({ area, isEqual }: Laid, a: PictureFacts, b: PictureFacts): "first" | "second" | undefined {
  if (isEqual || Math.max(area, 1 / area) > areaMax || !a.detail || !b.detail) return undefined;
  if (isEnlarged(a.detail, b.detail)) return "first";
  return isEnlarged(b.detail, a.detail) ? "second" : undefined;
}
