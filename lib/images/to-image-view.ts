import { posix } from "node:path";
import type { Actor } from "../auth/access";
import { pictureVersion } from "./picture-version";
import { redactView, type StandingRow, sightOf } from "./redact-image";
import type { ImageView } from "./schema";
import { type TileRow, toImageTile, toLocalTime } from "./to-image-tile";
import type { ImageViewRow } from "./view-queries";

/** What is looked up for several images at once. */
export type Relations = Pick<ImageView, "collections" | "duplicates" | "stack">;

/** Everything about an image that an actor may know, field by field. */
export function toImageView(actor: Actor, row: ImageViewRow & TileRow & StandingRow, relations: Relations): ImageView {
  const address = `/api/v1/images/${row.id}`;
  const view: ImageView = {
    ...toImageTile(row),
    fileName: row.storageKey === null ? null : posix.basename(row.storageKey),
    url: row.sourceUrl,
    originalUrl: `${address}/original`,
    thumbnailUrl: `${address}/thumbnail?v=${pictureVersion(row.stepVersions)}`,
    title: row.title,
    description: row.description,
    tags: row.tags,
    caption: row.caption,
    labels: [],
    faces: [],
    faceClusterIds: [],
    rating: row.rating,
    sha256: row.sha256,
    takenAt: toTakenAt(row),
    takenUtc: row.takenUtc?.toISOString() ?? null,
    takenSource: row.takenSource,
    camera: toCamera(row),
    position: toPosition(row),
    exif: row.exif ?? {},
    metadata: row.metadata,
    ...relations,
  };
  return redactView(view, sightOf(actor, row));
}

function toTakenAt({ takenLocal, takenOffsetMin }: ImageViewRow): string {
  const local = toLocalTime(takenLocal);
  if (takenOffsetMin === null) return local;
  const minutes = Math.abs(takenOffsetMin);
  const two = (count: number) => String(count).padStart(2, "0");
  return `${local}${takenOffsetMin < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function toCamera({ cameraMake: make, cameraModel: model, lens }: ImageViewRow): ImageView["camera"] {
  return make === null && model === null && lens === null ? null : { make, model, lens };
}

function toPosition({ latitude, longitude, altitudeM }: ImageViewRow): ImageView["position"] {
  return latitude === null || longitude === null ? null : { latitude, longitude, altitudeM };
}
