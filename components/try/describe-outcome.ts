import type { PictureResult } from "@/lib/uploads/schema";

/** What became of a picture of the web, in a sentence, and where to go from there. */
export function describeOutcome(result: PictureResult): { sentence: string; href?: string; link?: string } {
  switch (result.outcome) {
    case "created":
      if (result.status === "failed")
        return { sentence: result.failureReason ?? "It could not be processed.", href: "/processing", link: "Processing" };
      return { sentence: "It is in your library.", href: `/images/${result.imageId}`, link: "Open it" };
    case "pending":
      return { sentence: "It is in your library, and is still worked on.", href: `/images/${result.imageId}`, link: "Open it" };
    case "updated":
      return { sentence: "It was added from this address before.", href: `/images/${result.imageId}`, link: "Open it" };
    case "held":
      return { sentence: "It repeats a picture that you have, and waits for your choice.", href: "/duplicates", link: "Decide" };
    case "duplicate":
      return {
        sentence: result.place === "trash" ? "The same picture is in your trash." : "The same picture is in your library.",
        ...(result.place === "trash" ? { href: "/trash", link: "Trash" } : { href: `/images/${result.imageId}`, link: "Open it" }),
      };
    case "rejected":
      return { sentence: result.detail };
  }
}
