import { z } from "zod";
import { operation } from "../api/operation";
import { imageTile } from "../images/schema";

const tag = "processing";

export const getProcessing = operation({
  name: "getProcessing",
  summary: "What waits, what runs and what failed",
  tag,
  method: "GET",
  path: "/api/v1/processing",
  access: "member",
  input: z.object({}),
  output: z.object({
    counts: z.object({
      waiting: z.number().int(),
      running: z.number().int(),
      failed: z.number().int(),
      withoutEmbedding: z.number().int(),
      processed: z.number().int(),
    }),
    steps: z.array(z.object({ name: z.string(), version: z.number().int(), title: z.string() })),
    running: z.array(imageTile),
    failed: z.array(imageTile),
  }),
});

export const retryProcessing = operation({
  name: "retryProcessing",
  summary: "Process failed images again; without ids, all of them",
  tag,
  method: "POST",
  path: "/api/v1/processing/retry",
  access: "member",
  input: z.object({ imageIds: z.array(z.uuid()).min(1).max(1_000).optional() }),
  output: z.object({ count: z.number().int() }),
});
