import { z } from "zod";
import { AppError } from "../errors";
import type { SortOrder, SortPosition } from "./list-queries";
import type { ImageSort } from "./list-schema";

const timePattern = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/;
const timeKey = z.string().regex(timePattern).refine(isRealTime);
const nameKey = z.string().refine((name) => !name.includes("\0"));
const numberKey = z.string().regex(/^(Infinity|-?\d{1,20}(\.\d{1,20})?(e[+-]\d{1,2})?)$/);
const keys = {
  taken: z.tuple([timeKey]),
  added: z.tuple([timeKey]),
  trashed: z.tuple([timeKey]),
  name: z.tuple([nameKey]),
  rating: z.tuple([numberKey, timeKey]),
  collection: z.tuple([numberKey, timeKey]),
} satisfies Record<ImageSort, z.ZodType<string[]>>;

type Sorting = { sort: ImageSort; order?: SortOrder | undefined };

/** Where a page ended, as text that clients only hand back. */
export function encodePageCursor({ sort, order }: Sorting, position: SortPosition): string {
  return Buffer.from(JSON.stringify([sort, order ?? "", position.keys, position.id])).toString("base64url");
}

/**
 * Reads a cursor that came back. Everything in it is checked: it was in foreign hands.
 * @throws AppError invalid-input, also for a cursor of another sort order
 */
export function decodePageCursor({ sort, order }: Sorting, cursor: string): SortPosition {
  const parsed = z.tuple([z.literal(sort), z.literal(order ?? ""), keys[sort], z.uuid()]).safeParse(parseJson(cursor));
  if (!parsed.success) throw new AppError("invalid-input", "cursor: This is not a cursor of this list.");
  return { keys: [...parsed.data[2]], id: parsed.data[3] };
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
