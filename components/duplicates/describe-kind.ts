import { formatCount } from "@/lib/client/format";
import type { DuplicateGroup, PairKind } from "@/lib/duplicates/schema";

/** The kinds of groups one can look at, the surest first. */
export const kindLabels: Record<PairKind, { label: string; hint: string }> = {
  bytes: { label: "Same file", hint: "Files that are equal byte for byte" },
  pixels: { label: "Same pixels", hint: "The same pixels in another file: other details, another format" },
  perceptual: { label: "Same picture", hint: "The same picture, resized, saved again, turned or recoloured" },
  view: { label: "Same view", hint: "The same view, cropped, turned or written on: confirmed by geometry" },
  similar: { label: "Similar", hint: "Pictures that look alike and may be different shots" },
};

/** How many groups there are, in words. */
export function describeTotal(total: number, complete: boolean): string {
  const groups = `${formatCount(total)} ${total === 1 ? "group" : "groups"}`;
  return complete ? groups : `${groups} at first, and more after them`;
}

/** What a group is called for those who cannot see it: "Group of 3 pictures, beach.jpg". */
export function describeGroup({ imageCount, images, heldCount }: Pick<DuplicateGroup, "imageCount" | "images" | "heldCount">): string {
  const name = images[0]?.originalName ?? "";
  const waiting = heldCount > 0 ? ", one waits for you" : "";
  return imageCount === 1 ? `${name}, waits for you` : `Group of ${imageCount} pictures, ${name}${waiting}`;
}
