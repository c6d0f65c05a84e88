import type { UploadResult } from "../images/schema";

/** What became of a picture that a visitor added, as far as it matters here. */
type Received = { outcome: string; imageId?: string; code?: string; detail?: string };

/**
 * What a visitor learns of the pictures they added: taken or refused, and nothing of what their owner
 * has already or how much room they have.
 */
export function toAdditions(results: readonly Received[]): UploadResult[] {
  return results.map(({ outcome, imageId, code = "internal", detail = "This picture could not be taken." }) => {
    if (outcome !== "rejected" && imageId !== undefined) return { outcome: "created", imageId };
    const said = code === "quota-exceeded" ? "Whoever made this link has no room for more pictures." : detail;
    return { outcome: "rejected", code, detail: said };
  });
}
