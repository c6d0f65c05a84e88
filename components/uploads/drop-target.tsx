"use client";

import { ImagePlus, ScanSearch } from "lucide-react";
import { useEffect, useState } from "react";
import { type FoundSlice, readEntries, readFileList, takeEntries } from "@/lib/client/uploads/read-files";

type Over = "library" | "search" | undefined;
type DropTargetProps = {
  /** The collection that files go into, where a page shows one. */
  targetName: string | undefined;
  onFiles: (slices: AsyncIterable<FoundSlice>) => void;
  onSearchPicture: (file: File) => void;
};

const searchZone = '[data-drop="search"]';
/** Fields that take what is dropped on them, or pasted into them, for themselves. */
const ownZone = '[data-drop="own"]';

/** The whole page takes dropped and pasted files; what they are for is said while they hover. */
export function DropTarget({ targetName, onFiles, onSearchPicture }: DropTargetProps) {
  const over = useDropped(onFiles, onSearchPicture);
  if (!over) return null;
  const searches = over === "search";
  return (
    <div aria-hidden className="pointer-events-none fixed inset-0 z-[80] flex animate-fade items-center justify-center bg-overlay p-4">
      <div className="absolute inset-3 rounded-xl border-2 border-accent border-dashed" />
      <div className="flex animate-enter items-center gap-4 rounded-xl border border-border bg-surface-raised px-7 py-5 text-lg">
        {searches ? <ScanSearch size={30} className="text-accent" /> : <ImagePlus size={30} className="text-accent" />}
        <span className="font-semibold">
          {searches ? "Drop to search by this picture" : targetName ? `Drop to add to “${targetName}”` : "Drop to add to your library"}
        </span>
      </div>
    </div>
  );
}

function useDropped(onFiles: DropTargetProps["onFiles"], onSearchPicture: DropTargetProps["onSearchPicture"]): Over {
  const [over, setOver] = useState<Over>();
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      if (isElsewhere(event.target)) return setOver(undefined);
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
      setOver(zoneOf(event.target));
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(undefined);
    };
    const onDrop = (event: DragEvent) => {
      setOver(undefined);
      if (!event.dataTransfer || !carriesFiles(event.dataTransfer) || isElsewhere(event.target)) return;
      event.preventDefault();
      // The list of files is only asked for where one is wanted: of thousands it takes its time.
      const first = zoneOf(event.target) === "search" ? event.dataTransfer.files[0] : undefined;
      if (first) onSearchPicture(first);
      else onFiles(readEntries(takeEntries(event.dataTransfer)));
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      const [first] = files;
      if (!first || isElsewhere(event.target)) return;
      event.preventDefault();
      if (zoneOf(event.target) === "search") onSearchPicture(first);
      else onFiles(readFileList(files));
    };
    const onEnd = () => setOver(undefined);
    document.addEventListener("dragover", onDragOver);
    document.addEventListener("dragleave", onDragLeave);
    document.addEventListener("drop", onDrop);
    document.addEventListener("dragend", onEnd);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("dragover", onDragOver);
      document.removeEventListener("dragleave", onDragLeave);
      document.removeEventListener("drop", onDrop);
      document.removeEventListener("dragend", onEnd);
      document.removeEventListener("paste", onPaste);
    };
  }, [onFiles, onSearchPicture]);
  return over;
}

/** Files from outside: a picture of the page that is dragged about carries a web address as well. */
function carriesFiles(data: DataTransfer | null): boolean {
  return !!data && data.types.includes("Files") && !data.types.includes("text/uri-list");
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(ownZone) !== null;
}

function zoneOf(target: EventTarget | null): NonNullable<Over> {
  return target instanceof Element && target.closest(searchZone) ? "search" : "library";
}
