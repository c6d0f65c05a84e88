import { z } from "zod";
import { operation } from "../api/operation";
import { imageIds, imageTile } from "../images/schema";
import { pageInput, pageOutput } from "../paging";

const tag = "processing";

/** The steps of ingest in their order, see [Note: Step versions]. */
export const stepName = z.enum([
  "decode",
  "thumbnails",
  "exif",
  "perceptualHash",
  "quality",
  "colours",
  "features",
  "embedding",
  "duplicates",
]);
export type StepName = z.infer<typeof stepName>;

/** What each step does, for people. */
export const stepTitles: Record<StepName, string> = {
  decode: "Read the picture",
  thumbnails: "Make thumbnails",
  exif: "Read date, place and camera",
  perceptualHash: "Compute the perceptual hash",
  quality: "Measure sharpness and quality",
  colours: "Name its main colours",
  features: "Find its details, to know it again in part",
  embedding: "Understand what is in it",
  duplicates: "Look for duplicates",
};

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
      /** Of the processed ones, those on which some step is to run again: how far a scan for duplicates is. */
      outdated: z.number().int(),
    }),
    steps: z.array(z.object({ name: stepName, version: z.number().int(), title: z.string() })),
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
  input: z.object({ imageIds: imageIds.optional() }),
  output: z.object({ count: z.number().int() }),
});

export const listFailedImages = operation({
  name: "listFailedImages",
  summary: "A page of the images that could not be processed, each with the reason, newest first",
  tag,
  method: "GET",
  path: "/api/v1/processing/failed",
  access: "member",
  input: z.object(pageInput),
  output: z.object({ images: z.array(imageTile), ...pageOutput }),
});

const collectionId = z.union([z.uuid(), z.literal("default")]);

export const processAgain = operation({
  name: "processAgain",
  summary: "Run steps again for images, a collection or everything; name exactly one of imageIds, collectionId and all",
  tag,
  method: "POST",
  path: "/api/v1/processing/again",
  access: "member",
  input: z.object({
    steps: z.array(stepName).min(1).max(stepName.options.length),
    imageIds: imageIds.optional(),
    collectionId: collectionId.optional(),
    all: z.literal(true).optional(),
  }),
  output: z.object({ count: z.number().int() }),
});

export const scanForDuplicates = operation({
  name: "scanForDuplicates",
  summary:
    "Look for duplicates again in a collection, or everywhere, in the background (see getProcessing): adds evidence, holds nothing that was seen before",
  tag: "duplicates",
  method: "POST",
  path: "/api/v1/duplicates/scan",
  access: "member",
  input: z.object({ collectionId: collectionId.optional() }),
  output: z.object({ count: z.number().int() }),
});
