import type { SearchHit } from "@/lib/search/schema";

/** How a picture was found, in words: "cosine similarity 0.31", "found by its name or tags". */
export function describeHit(hit: SearchHit | undefined): string | undefined {
  if (!hit) return undefined;
  const words = hit.foundBy.includes("words") ? "found by its name, tags, text or collections" : undefined;
  const similarity = hit.similarity === null ? undefined : `cosine similarity ${hit.similarity.toFixed(2)}`;
  return [words, similarity].filter(Boolean).join(", ");
}

/** Over a result's lower edge: that only words found it, or how similar it is while pointed at. */
export function HitCaption({ hit }: { hit: SearchHit | undefined }) {
  if (!hit) return null;
  const onlyWords = hit.foundBy.every((way) => way === "words");
  return (
    <span title={describeHit(hit)} className="absolute right-1.5 bottom-1.5 flex gap-1">
      {onlyWords && <span className="rounded-[5px] bg-black/65 px-1.5 py-1 font-semibold text-2xs text-white leading-none">words</span>}
      {!onlyWords && hit.similarity !== null && (
        <span className="tabular rounded-[5px] bg-black/65 px-1.5 py-1 font-semibold text-2xs text-white leading-none opacity-0 transition-opacity duration-150 group-focus-within:opacity-100 group-hover:opacity-100">
          {hit.similarity.toFixed(2)}
        </span>
      )}
    </span>
  );
}
