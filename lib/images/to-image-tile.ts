import type { images } from "../db/schema/images";
import type { ImageTile } from "./schema";

type ImageRow = typeof images.$inferSelect;

/** The columns of an image that a grid needs. */
export type TileRow = Pick<
  ImageRow,
  | "id"
  | "originalName"
  | "contentType"
  | "sizeBytes"
  | "width"
  | "height"
  | "frames"
  | "thumbhash"
  | "status"
  | "failureReason"
  | "place"
  | "favourite"
  | "takenLocal"
  | "addedAt"
  | "trashedAt"
>;

/** What leaves the server of a row, field by field: a new column of the table never leaks. */
export function toImageTile(row: TileRow): ImageTile {
  return {
    id: row.id,
    originalName: row.originalName,
    contentType: row.contentType,
    sizeBytes: row.sizeBytes,
    width: row.width,
    height: row.height,
    frames: row.frames,
    thumbhash: row.thumbhash?.toString("base64") ?? null,
    status: row.status,
    failureReason: row.failureReason,
    place: row.place,
    favourite: row.favourite,
    takenLocal: toLocalTime(row.takenLocal),
    addedAt: row.addedAt.toISOString(),
    trashedAt: row.trashedAt?.toISOString() ?? null,
  };
}

/** The database's "YYYY-MM-DD HH:MM:SS.ffffff" as YYYY-MM-DDTHH:MM:SS. */
function toLocalTime(text: string): string {
  return text.slice(0, 19).replace(" ", "T");
}
