import { z } from "zod";
import { operation } from "../api/operation";
import { imageTile } from "../images/schema";
import { limits } from "../limits";

/** What was decided at one moment, or by one run of rules. */
export const decidedGroup = z.object({
  /** The moment, to the microsecond. */
  decidedAt: z.string(),
  /** The weightiest of what was said of two of them: duplicate, other shots of one scene (alternate), not related. */
  decision: z.enum(["duplicate", "alternate", "not-related"]),
  imageCount: z.number().int(),
  /** How many of them are in the trash now. */
  trashedCount: z.number().int(),
  /** The first `decidedImagesListed` of them, those outside the trash first. */
  images: z.array(imageTile),
  /** All of them: hand them to `reopenDuplicateGroup` to take this back. */
  imageIds: z.array(z.uuid()),
  /** Rules did this: to be undone with `undoDuplicateRuleRun`. */
  runId: z.uuid().nullable(),
});
export type DecidedGroup = z.infer<typeof decidedGroup>;

export const listDecidedGroups = operation({
  name: "listDecidedGroups",
  summary: "What was decided about duplicates and still holds, the latest first",
  tag: "duplicates",
  method: "GET",
  path: "/api/v1/duplicates/decided",
  access: "member",
  input: z.object({
    cursor: z.iso
      .datetime()
      .refine((text) => !text.startsWith("0000"), "This is not a cursor of this list.")
      .optional(),
    limit: z.coerce.number().int().min(1).max(100).default(limits.duplicates.decidedPageSize),
  }),
  output: z.object({ groups: z.array(decidedGroup), nextCursor: z.string().nullable() }),
});
