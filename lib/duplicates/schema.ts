import { z } from "zod";
import { operation } from "../api/operation";
import { duplicateEvidence, imageTile } from "../images/schema";

/** A near duplicate that waits for its person's choice, with the images it repeats, nearest first. */
export const heldImage = z.object({ image: imageTile, twins: z.array(duplicateEvidence) });
export type HeldImage = z.infer<typeof heldImage>;

export const heldChoice = z.enum(["keep-both", "keep-new", "discard"]);
export type HeldChoice = z.infer<typeof heldChoice>;

const tag = "duplicates";

export const listHeldImages = operation({
  name: "listHeldImages",
  summary: "Near duplicates that wait for a choice, oldest first",
  tag,
  method: "GET",
  path: "/api/v1/duplicates/held",
  access: "member",
  input: z.object({ cursor: z.string().max(500).optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }),
  output: z.object({ held: z.array(heldImage), nextCursor: z.string().nullable(), total: z.number().int() }),
});

export const resolveHeldImage = operation({
  name: "resolveHeldImage",
  summary: "keep-both: into the library beside its twins; keep-new: into the library, its twins into the trash; discard: into the trash",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/held/{imageId}/resolve",
  access: "member",
  input: z.object({ imageId: z.uuid(), choice: heldChoice }),
  output: z.object({ imageId: z.uuid(), trashedIds: z.array(z.uuid()) }),
});

export const reopenHeldImage = operation({
  name: "reopenHeldImage",
  summary: "Undo a choice: the image is held again and its twins are back in the library",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/held/{imageId}/reopen",
  access: "member",
  input: z.object({ imageId: z.uuid() }),
  output: z.object({ imageId: z.uuid() }),
});
