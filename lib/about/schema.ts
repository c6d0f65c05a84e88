import { z } from "zod";
import { operation } from "../api/operation";

export const aboutView = z.object({
  version: z.string(),
  /** The search model; `reason` is a sentence for people while it is missing. */
  searchModel: z.object({ status: z.enum(["ready", "missing"]), name: z.string(), reason: z.string().nullable() }),
  limits: z.object({
    fileBytesMax: z.number().int(),
    allowedTypes: z.array(z.string()),
    filesPerBatchMax: z.number().int(),
    searchPictureBytesMax: z.number().int(),
    trashDays: z.number().int(),
  }),
  registration: z.enum(["first", "invite", "open"]),
  /** Only administrators are told where things lie on the machine. */
  dataDir: z.string().nullable(),
});
export type AboutView = z.infer<typeof aboutView>;

export const getAbout = operation({
  name: "getAbout",
  summary: "What this server is and what it takes",
  tag: "about",
  method: "GET",
  path: "/api/v1/about",
  access: "member",
  input: z.object({}),
  output: aboutView,
});
