import { z } from "zod";
import { AppError } from "../errors";
import type { ImageSort, SortPosition } from "./queries";

const timePattern = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/;
const timeKey = z.string().regex(timePattern).refine(isRealTime);
const nameKey = z.string().refine((name) => !name.includes("\0"));
const keys = { taken: timeKey, added: timeKey, trashed: timeKey, name: nameKey } satisfies Record<ImageSort, z.ZodType<string>>;

/** Where a page ended, as text that clients only hand back. */
export function encodePageCursor(sort: ImageSort, position: SortPosition): string {
  return Buffer.from(JSON.stringify([sort, position.key, position.id])).toString("base64url");
}

/**
 * Reads a cursor that came back. Everything in it is checked: it was in foreign hands.
 * @throws AppError invalid-input, also for a cursor of another sort order
 */
export function decodePageCursor(sort: ImageSort, cursor: string): SortPosition {
  const parsed = z.tuple([z.literal(sort), keys[sort], z.uuid()]).safeParse(parseJson(cursor));
  if (!parsed.success) throw new AppError("invalid-input", "cursor: This is not a cursor of this list.");
  return { key: parsed.data[1], id: parsed.data[2] };
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Not the 31st of February. */
function isRealTime(text: string): boolean {
  const time = new Date(`${text.slice(0, 19)}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19) === text.slice(0, 19);
}
