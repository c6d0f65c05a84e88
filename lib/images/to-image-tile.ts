import type { Actor } from "../auth/access";
import type { images } from "../db/schema/images";
import { redactTile, type StandingRow, sightOf } from "./redact-image";
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
> & {
  /** Pictures of the library that are stacked under it. */
  stackedCount: number;
};

/** What leaves the server of an own image's row, field by field: a new column of the table never leaks. */
export function toImageTile(row: TileRow): ImageTile {
  return {
    id: row.id,
    access: "owner",
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
    stackCount: row.stackedCount > 0 ? row.stackedCount + 1 : 0,
  };
}

/** A row of anybody's image with the actor's standing, see `standingColumns`. */
export type SeenTileRow = TileRow & StandingRow;

/** What an actor may see of an image that is visible to them. */
export function toSeenTile(actor: Actor, row: SeenTileRow): ImageTile {
  return redactTile(toImageTile(row), sightOf(actor, row));
}

/** The database's "YYYY-MM-DD HH:MM:SS.ffffff" as YYYY-MM-DDTHH:MM:SS. */
export function toLocalTime(text: string): string {
  return text.slice(0, 19).replace(" ", "T");
}
