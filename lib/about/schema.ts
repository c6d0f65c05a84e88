import { z } from "zod";
import { operation } from "../api/operation";

export const aboutView = z.object({
  version: z.string(),
  /** The search model; `reason` is a sentence for people while it is missing. */
  searchModel: z.object({ status: z.enum(["ready", "missing"]), name: z.string(), reason: z.string().nullable() }),
  limits: z.object({
    fileBytesMax: z.number().int(),
    allowedTypes: z.array(z.string()),
    /** Files of one `POST /api/v1/images`. */
    filesPerRequestMax: z.number().int(),
    filesPerBatchMax: z.number().int(),
    urlsPerRequestMax: z.number().int(),
    bulkIdsMax: z.number().int(),
    metadataBytesMax: z.number().int(),
    requestsPerMinute: z.number().int(),
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
  tag: "system",
  method: "GET",
  path: "/api/v1/about",
  access: "member",
  input: z.object({}),
  output: aboutView,
});

/** What the health route tells everybody: names of parts and whether they answer, nothing else. */
export const healthView = z.object({
  time: z.iso.datetime(),
  /** The web process answers. */
  live: z.literal(true),
  /** Everything that is needed to serve pages and uploads answers. Inference is not: search by words of names works without it. */
  ready: z.boolean(),
  dependencies: z.object({ database: z.boolean(), inference: z.boolean(), storage: z.boolean() }),
});
export type HealthView = z.infer<typeof healthView>;

export const getHealth = operation({
  name: "getHealth",
  summary: "Whether the server and each of its parts answer; 503 while pages and uploads cannot be served",
  tag: "system",
  method: "GET",
  path: "/api/health",
  access: "public",
  input: z.object({}),
  output: healthView,
});
