import type { DuplicateGroup } from "../../duplicates/schema";
import { limits } from "../../limits";

/** What somebody decided about a group. Of `keep`, one stands for all that are not kept. */
export type GroupDecision = { action: "keep" | "dismiss" | "stack"; keepIds: string[]; trashIds: string[] };

/** The ids of all pictures of a group, oldest first. */
export function listGroupIds(group: Pick<DuplicateGroup, "images" | "restIds">): string[] {
  return [...group.images.map(({ id }) => id), ...group.restIds];
}

/**
 * Which pictures of a group are kept unless somebody says otherwise: the suggested one, and whatever
 * is only similar to it. So nothing goes to the trash unseen that is not a duplicate.
 */
export function suggestKept(group: Pick<DuplicateGroup, "suggestedKeepId" | "similarIds">): ReadonlySet<string> {
  return new Set([group.suggestedKeepId, ...group.similarIds]);
}

/** The decision when some pictures are kept: the first one suggested takes over what the others know; all kept means not related. */
export function decideKept(group: DuplicateGroup, kept: ReadonlySet<string>): GroupDecision {
  const ids = listGroupIds(group);
  const keepIds = ids.filter((id) => kept.has(id));
  const trashIds = ids.filter((id) => !kept.has(id));
  if (trashIds.length === 0 && ids.length > 1) return { action: "dismiss", keepIds, trashIds };
  if (kept.has(group.suggestedKeepId)) keepIds.sort((a, b) => Number(b === group.suggestedKeepId) - Number(a === group.suggestedKeepId));
  return { action: "keep", keepIds, trashIds };
}

/**
 * A decision in parts of as many pictures as one request may name; each part holds the first kept one. What
 * is said of each two pictures stays whole.
 */
export function splitDecision(decision: GroupDecision, idsMax: number = limits.duplicates.groupImagesMax): GroupDecision[] {
  const { action, keepIds, trashIds } = decision;
  if (action === "dismiss" || keepIds.length + trashIds.length <= idsMax) return [decision];
  const [firstId = "", ...restIds] = keepIds;
  const parts: GroupDecision[] = [];
  for (const part of inParts(restIds, idsMax - 1)) parts.push({ action, keepIds: [firstId, ...part], trashIds: [] });
  for (const part of inParts(trashIds, idsMax - 1)) parts.push({ action, keepIds: [firstId], trashIds: part });
  return parts;
}

function inParts(ids: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, part) => ids.slice(part * size, (part + 1) * size));
}

/** What the main button does, in words: "Keep 1, trash 4". */
export function describeKept(total: number, kept: number): string {
  if (total === 1) return kept === 1 ? "Keep it" : "Move it to the trash";
  if (kept === 0) return "Keep at least one";
  if (kept === total) return total === 2 ? "Keep both" : "Keep all";
  return `Keep ${kept}, trash ${total - kept}`;
}
