import { z } from "zod";
import { AppError } from "../errors";
import type { CollectionPosition } from "./queries";

const position = z.tuple([z.boolean(), z.string().refine((name) => !name.includes("\0")), z.uuid()]);

/** Where a page of collections ended, as text that clients only hand back. */
export function encodeCollectionCursor({ isLater, name, id }: CollectionPosition): string {
  return Buffer.from(JSON.stringify([isLater, name, id])).toString("base64url");
}

/** Reads a cursor that came back from foreign hands. @throws AppError invalid-input */
export function decodeCollectionCursor(cursor: string): CollectionPosition {
  const parsed = position.safeParse(parseJson(cursor));
  if (!parsed.success) throw new AppError("invalid-input", "cursor: This is not a cursor of this list.");
  const [isLater, name, id] = parsed.data;
  return { isLater, name, id };
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
