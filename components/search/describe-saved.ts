import { formatCount, formatPictures } from "@/lib/client/format";
import type { SavedSearch } from "@/lib/search/saved-schema";

/** What a kept search looks for, beside its name: "dog · like 2 pictures"; undefined when the name says all. */
export function describeSaved({ name, query, pictures }: Pick<SavedSearch, "name" | "query" | "pictures">): string | undefined {
  return [query !== name && query, describePictures(pictures)].filter(Boolean).join(" · ") || undefined;
}

function describePictures(pictures: SavedSearch["pictures"]): string | undefined {
  const unlike = pictures.filter(({ weight }) => weight < 0).length;
  const like = pictures.length - unlike;
  if (pictures.length === 0) return undefined;
  if (like === 0) return `unlike ${formatPictures(unlike)}`;
  return unlike === 0 ? `like ${formatPictures(like)}` : `like ${formatPictures(like)}, unlike ${formatCount(unlike)}`;
}

/** That pictures of a kept search are gone, as a few words; undefined when all are here. */
export function describeMissing({ pictures, missingPictures }: Pick<SavedSearch, "pictures" | "missingPictures">): string | undefined {
  if (missingPictures === 0) return undefined;
  if (pictures.length === 0) return missingPictures === 1 ? "Its picture is no longer there" : "Its pictures are no longer there";
  return `${formatCount(missingPictures)} of its pictures ${missingPictures === 1 ? "is" : "are"} no longer there`;
}
