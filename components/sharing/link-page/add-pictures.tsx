"use client";

import { Check, ImagePlus, X } from "lucide-react";
import { type ChangeEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Progress } from "@/components/ui/progress";
import { formatCount } from "@/lib/client/format";
import { type Addition, useAdditions } from "./use-additions";
import { useFileDrop } from "./use-file-drop";

/** Lets whoever has the link add pictures: by choosing, or by dropping them anywhere on the page. */
export function AddPictures({ token, onAdded }: { token: string; onAdded: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const { additions, share, add, clear } = useAdditions(token, onAdded);
  const dragging = useFileDrop(add);
  const open = additions.filter(({ state }) => state === "waiting" || state === "sending").length;
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    add([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  return (
    <section aria-label="Add pictures" className="page-x pb-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-border-strong border-dashed p-4">
        <p className="min-w-48 flex-1 text-pretty text-sm">Add pictures of yours: drop them here, or choose them.</p>
        <Button variant="primary" icon={<ImagePlus size={17} aria-hidden />} onClick={() => input.current?.click()}>
          Add pictures
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          accept="image/*,.heic,.heif,.avif,.bmp,.tif,.tiff"
          onChange={onChange}
          className="sr-only"
          tabIndex={-1}
          aria-label="Choose pictures"
        />
      </div>
      {additions.length > 0 && (
        <div className="mt-3 rounded-lg border border-border bg-surface p-4">
          <div className="flex items-center gap-3">
            <p role="status" className="tabular min-w-0 flex-1 font-medium text-sm">
              {open > 0 ? `Adding ${formatCount(additions.length - open + 1)} of ${formatCount(additions.length)}` : sumUp(additions)}
            </p>
            {open === 0 && <IconButton label="Close the list" size="sm" icon={<X size={16} aria-hidden />} onClick={clear} />}
          </div>
          {open > 0 && <Progress label="Adding pictures" value={share} className="mt-2" />}
          <Troubles additions={additions} />
        </div>
      )}
      {dragging && (
        <div aria-hidden className="pointer-events-none fixed inset-0 z-[80] flex animate-fade items-center justify-center bg-overlay p-4">
          <div className="absolute inset-3 rounded-xl border-2 border-accent border-dashed" />
          <p className="flex items-center gap-4 rounded-xl border border-border bg-surface-raised px-7 py-5 font-semibold text-lg">
            <ImagePlus size={30} className="text-accent" />
            Drop to add
          </p>
        </div>
      )}
    </section>
  );
}

/** The files that were not added, each with its reason. */
function Troubles({ additions }: { additions: readonly Addition[] }) {
  const refused = additions.filter(({ state }) => state === "refused");
  if (refused.length === 0) return null;
  return (
    <ul aria-label="Not added" className="mt-3 flex max-h-60 flex-col gap-1 overflow-y-auto text-sm">
      {refused.map(({ key, name, reason }) => (
        <li key={key} className="text-pretty text-danger [overflow-wrap:anywhere]">
          {reason?.includes(name) ? reason : `${name}: ${reason}`}
        </li>
      ))}
    </ul>
  );
}

function sumUp(additions: readonly Addition[]) {
  const count = (state: Addition["state"]) => additions.filter((addition) => addition.state === state).length;
  const words = [
    count("added") > 0 && `${formatCount(count("added"))} added`,
    count("known") > 0 && `${formatCount(count("known"))} ${count("known") === 1 ? "was" : "were"} here already`,
    count("refused") > 0 && `${formatCount(count("refused"))} not added`,
  ].filter(Boolean);
  return (
    <span className="flex items-center gap-2">
      {count("refused") === 0 && <Check size={16} aria-hidden className="text-success" />}
      {words.join(", ")}
    </span>
  );
}
