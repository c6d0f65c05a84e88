import type { ImagePlace } from "../images/schema";
import { IdSet } from "./id-set";

/**
 * Images that have just been moved away, hidden before the server has answered; each belongs to
 * the place it left, so that the trash shows what the timeline hides.
 */
export const goneImages = new IdSet();

/** The entry of an image that has left a place. */
export function goneKey(id: string, place: ImagePlace): string {
  return `${id}@${place}`;
}
