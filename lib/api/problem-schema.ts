import { z } from "zod";
import { type ErrorCode, errorCodes } from "../errors";

export const errorCode = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);

/** RFC 9457 problem details, with a stable `code`. */
export const problem = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.number().int(),
  code: errorCode,
  /** A sentence for people. */
  detail: z.string(),
  fieldErrors: z.record(z.string(), z.string()).optional(),
});
export type Problem = z.infer<typeof problem>;
