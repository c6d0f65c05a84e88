"use client";

import { ImagePlus, ScanSearch } from "lucide-react";
import { useEffect, useState } from "react";
import { readPictureAddress } from "@/lib/client/picture-address";
import type { PictureSource } from "@/lib/client/search-wish";
import { type FoundSlice, readEntries, readFileList, takeEntries } from "@/lib/client/uploads/read-files";

type Over = "library" | "search" | undefined;
type DropTargetProps = {
  /** The collection that files go into, where a page shows one. */
  targetName: string | undefined;
  onFiles: (slices: AsyncIterable<FoundSlice>) => void;
  /** A file, or what an address that is dropped or pasted names. */
  onSearchPicture: (picture: File | PictureSource) => void;
};

const searchZone = '[data-drop="search"]';
/** Fields that take what is dropped on them, or pasted into them, for themselves. */
const ownZone = '[data-drop="own"]';

/** The whole page takes dropped and pasted files, and the search box addresses; what they are for is said while they hover. */
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
      const zone = zoneOf(event.target);
      const isTaken = carriesFiles(event.dataTransfer) || (zone === "search" && carriesAddress(event.dataTransfer));
      if (!isTaken || isElsewhere(event.target)) return setOver(undefined);
      event.preventDefault();
      // A link may only be dragged as a copy or as a link, a file as a copy.
      if (event.dataTransfer) event.dataTransfer.dropEffect = event.dataTransfer.effectAllowed === "link" ? "link" : "copy";
      setOver(zone);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(undefined);
    };
    const onDrop = (event: DragEvent) => {
      setOver(undefined);
      if (!event.dataTransfer || isElsewhere(event.target)) return;
      // The list of files is only asked for where one is wanted: of thousands it takes its time.
      const picture = zoneOf(event.target) === "search" ? pictureOf(event.dataTransfer) : undefined;
      if (!picture && !carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (picture) onSearchPicture(picture);
      else onFiles(readEntries(takeEntries(event.dataTransfer)));
    };
    const onPaste = (event: ClipboardEvent) => {
      if (!event.clipboardData || isElsewhere(event.target)) return;
      const files = [...event.clipboardData.files];
      const picture = zoneOf(event.target) === "search" ? pictureOf(event.clipboardData) : undefined;
      if (!picture && files.length === 0) return;
      event.preventDefault();
      if (picture) onSearchPicture(picture);
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

/** An address, which is read only once it is dropped: a link, or a picture of this or of another page. */
function carriesAddress(data: DataTransfer | null): boolean {
  return !!data && data.types.includes("text/uri-list");
}

/** A picture of this library is asked with by its id; of another page the file, where the browser hands it over, needs no fetching. */
function pictureOf(data: DataTransfer): File | PictureSource | undefined {
  const named = readPictureAddress(data, window.location.origin);
  return named && "imageId" in named ? named : (data.files[0] ?? named);
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(ownZone) !== null;
}

function zoneOf(target: EventTarget | null): NonNullable<Over> {
  return target instanceof Element && target.closest(searchZone) ? "search" : "library";
}
