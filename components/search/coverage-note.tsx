import { ScanEye } from "lucide-react";
import { formatCount, formatPictures } from "@/lib/client/format";
import type { SearchCoverage } from "@/lib/search/schema";

/** What search cannot see at the moment, in a sentence; nothing when it sees everything. */
export function describeCoverage({ model, reason, embedded, waiting }: SearchCoverage, byPicture: boolean): string | undefined {
  if (model === "missing") {
    const rest = byPicture ? "Until then, pictures cannot be found by a picture." : "Until then, names, tags and collections are searched.";
    return `Search by content needs a model: ${withStop(reason ?? "none is installed")} ${rest}`;
  }
  if (model === "unavailable") return reason ?? "The search model does not answer at the moment, so only words are searched.";
  if (waiting === 0) return undefined;
  const all = embedded + waiting;
  const one = waiting === 1;
  const blind = byPicture ? `${one ? "it is" : "they are"} not compared yet` : `search does not see ${one ? "its" : "their"} content yet`;
  if (waiting === all) return `${formatPictures(all)} ${all === 1 ? "is" : "are"} still being read; ${blind}.`;
  return `${formatCount(waiting)} of ${formatPictures(all)} ${waiting === 1 ? "is" : "are"} still being read; ${blind}.`;
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** What search cannot see at the moment. */
export function CoverageNote({ coverage, byPicture }: { coverage: SearchCoverage; byPicture: boolean }) {
  const text = describeCoverage(coverage, byPicture);
  if (!text) return null;
  return (
    <p className="mt-0.5 flex items-start gap-1.5 text-sm text-warning leading-5">
      <ScanEye size={16} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0 text-pretty break-words">{text}</span>
    </p>
  );
}
