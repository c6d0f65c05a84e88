import {
  dismissDuplicateGroup,
  reopenDuplicateGroup,
  reopenHeldImage,
  resolveDuplicateGroup,
  resolveHeldImage,
} from "../../duplicates/schema";
import { call } from "../call";
import { type GroupDecision, splitDecision } from "./group-choice";

type Options = Parameters<typeof call>[2];

/**
 * Sends what was decided about a group, a large one in parts.
 * @throws ApiError what the server refused; parts before it stand
 */
export async function sendDecision(decision: GroupDecision, options: Options = {}): Promise<void> {
  const aloneId = findAlone(decision);
  if (aloneId) {
    await call(resolveHeldImage, { imageId: aloneId, choice: decision.trashIds.length > 0 ? "discard" : "keep-both" }, options);
    return;
  }
  for (const part of splitDecision(decision)) await sendPart(part, options);
}

/** The picture of a group of one: held, and what it repeats is gone. */
function findAlone({ keepIds, trashIds }: GroupDecision): string | undefined {
  return keepIds.length + trashIds.length === 1 ? (keepIds[0] ?? trashIds[0]) : undefined;
}

function sendPart({ action, keepIds, trashIds }: GroupDecision, options: Options): Promise<unknown> {
  if (action === "dismiss") return call(dismissDuplicateGroup, { imageIds: keepIds }, options);
  return call(resolveDuplicateGroup, { keepIds, trashIds, ...(action === "stack" && { stack: true }) }, options);
}

/**
 * Takes back what was decided about a group, the last part first.
 * @throws ApiError what the server refused; parts after it are undone
 */
export async function undoDecision(decision: GroupDecision): Promise<void> {
  const aloneId = findAlone(decision);
  if (aloneId && decision.trashIds.length > 0) {
    await call(reopenHeldImage, { imageId: aloneId });
    return;
  }
  // Of one that was kept alone nothing was noted down: what it was compared with is gone.
  if (aloneId) {
    await call(reopenDuplicateGroup, { imageIds: [aloneId] });
    return;
  }
  for (const part of splitDecision(decision).reverse()) {
    const imageIds = [...part.keepIds, ...part.trashIds];
    if (imageIds.length > 1) await call(reopenDuplicateGroup, { imageIds });
  }
}
