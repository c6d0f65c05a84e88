import { z } from "zod";
import type { ParsedInputOf } from "../api/operation";
import { AppError } from "../errors";
import { hideFileWords } from "../images/redact-image";
import { toLocalTime } from "../images/to-image-tile";
import type { listSharedImages as operation, SharedImage } from "./link-schema";
import { type LinkContext, type LinkVisitor, type OpenLink, requireLink } from "./open-link";
import { countShared, listSharedRows, type SharedPosition, type SharedRow } from "./shared-queries";

/**
 * A page of what a link shows, in the order of its collection or selection: what has no place in it
 * comes after the rest, newest first.
 * @throws AppError as `requireLink`; invalid-input for a cursor that is none
 */
export async function listSharedImages(
  ctx: LinkContext,
  input: ParsedInputOf<typeof operation>,
  visitor: LinkVisitor,
): Promise<{ images: SharedImage[]; nextCursor: string | null; total: number }> {
  const link = await requireLink(ctx, input, visitor);
  const after = input.cursor === undefined ? {} : { after: decodeCursor(input.cursor) };
  const [rows, total] = await Promise.all([
    listSharedRows(ctx.db, link.scope, { limit: input.limit + 1, ...after }),
    countShared(ctx.db, link.scope),
  ]);
  const page = rows.slice(0, input.limit);
  const last = rows.length > page.length ? page.at(-1) : undefined;
  return { images: page.map((row) => toSharedImage(link, row)), nextCursor: last ? encodeCursor(last) : null, total };
}

/** What leaves of an image by a link, field by field, as [Note: Redaction] has it for members. */
function toSharedImage(link: OpenLink, row: SharedRow): SharedImage {
  const details = link.showDetails && row.mayShowDetails;
  const { latitude, longitude, altitudeM, cameraMake: make, cameraModel: model, lens } = row;
  return {
    id: row.id,
    width: row.width,
    height: row.height,
    thumbhash: row.thumbhash?.toString("base64") ?? null,
    title: row.title,
    description: details ? row.description : hideFileWords(row, row.exif).description,
    takenLocal: toLocalTime(row.takenLocal),
    originalName: details ? row.originalName : null,
    position: details && latitude !== null && longitude !== null ? { latitude, longitude, altitudeM } : null,
    camera: details && (make ?? model ?? lens) !== null ? { make, model, lens } : null,
  };
}

const cursorSchema = z.tuple([z.number().nullable(), z.string().regex(/^(?!0000)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/), z.uuid()]);

function encodeCursor({ position, takenLocal, id }: SharedPosition): string {
  return Buffer.from(JSON.stringify([position, takenLocal, id])).toString("base64url");
}

/** Everything in a cursor is checked: it was in foreign hands. */
function decodeCursor(cursor: string): SharedPosition {
  const [position, takenLocal, id] = cursorSchema.safeParse(parseJson(cursor)).data ?? [];
  if (position === undefined || !takenLocal || !id || Number.isNaN(Date.parse(`${takenLocal.replace(" ", "T")}Z`)))
    throw new AppError("invalid-input", "cursor: This is not a cursor of this list.");
  return { position, takenLocal, id };
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
