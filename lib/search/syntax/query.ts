import { z } from "zod";
import { hasNames, isNames } from "../../images/conditions";
import { pictureFormats } from "../../images/picture-formats";
import { colourNames } from "../../imaging/colour-names";

/** What stands before a colon, and what a bare word and a quoted text are. */
export const tokenKinds = [
  "word",
  "phrase",
  "person",
  "in",
  "tag",
  "label",
  "camera",
  "near",
  "before",
  "after",
  "on",
  "is",
  "has",
  "type",
  "larger",
  "smaller",
  "colour",
  "rating",
] as const;
export type TokenKind = (typeof tokenKinds)[number];
export type FilterKind = Exclude<TokenKind, "word" | "phrase">;

/** What a filter's text means. Days are local days, both included. */
export const tokenValue = z.discriminatedUnion("of", [
  z.object({ of: z.literal("days"), from: z.string(), to: z.string() }),
  z.object({ of: z.literal("circle"), latitude: z.number(), longitude: z.number(), radiusKm: z.number() }),
  z.object({ of: z.literal("collection"), collectionId: z.uuid(), name: z.string() }),
  z.object({ of: z.literal("format"), format: z.enum(pictureFormats) }),
  z.object({ of: z.literal("pixels"), pixels: z.number() }),
  z.object({ of: z.literal("bytes"), bytes: z.number() }),
  z.object({ of: z.literal("colour"), colour: z.enum(colourNames) }),
  z.object({ of: z.literal("is"), name: z.enum(isNames) }),
  z.object({ of: z.literal("has"), name: z.enum(hasNames) }),
  /** Stars, both included. */
  z.object({ of: z.literal("rating"), min: z.number().int(), max: z.number().int() }),
]);
export type TokenValue = z.infer<typeof tokenValue>;

/** One part of a search, as it stands in the line: a chip. */
export const queryToken = z.object({
  kind: z.enum(tokenKinds),
  /** The word, the words between quotes, or what stands behind the colon. */
  text: z.string(),
  negated: z.boolean(),
  /** A date without `on:` before it. */
  implied: z.boolean(),
  /** Where it stands in the line: UTF-16 units, the end excluded. */
  start: z.number().int(),
  end: z.number().int(),
  value: tokenValue.nullable(),
  /** A sentence for people when it is not understood, or nothing can be found by it. */
  fault: z.string().nullable(),
});
export type QueryToken = z.infer<typeof queryToken>;

/** A line of the search box, taken apart. */
export type ParsedQuery = {
  tokens: QueryToken[];
  /** The line had more parts than are looked at. */
  isCut: boolean;
};
