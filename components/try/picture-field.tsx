"use client";

import { clsx } from "clsx";
import { ImagePlus, X } from "lucide-react";
import { type ClipboardEvent, type DragEvent, useEffect, useId, useRef, useState } from "react";
import { IconButton } from "@/components/ui/icon-button";

type PictureFieldProps = { label: string; file: File | undefined; onFile: (file: File | undefined) => void; className?: string };

/** Takes one picture: chosen, dropped, or pasted while it has the focus. Nothing is sent by it. */
export function PictureField({ label, file, onFile, className }: PictureFieldProps) {
  const id = useId();
  const chooser = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const take = (files: FileList | undefined) => {
    const [first] = files ?? [];
    if (first) onFile(first);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(true);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    take(event.clipboardData.files);
  };
  return (
    <fieldset
      data-drop="own"
      aria-labelledby={id}
      onDragOver={onDragOver}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
      onPaste={onPaste}
      className={clsx("relative min-w-0", className)}
    >
      <button
        type="button"
        onClick={() => chooser.current?.click()}
        className={clsx(
          "flex h-44 w-full items-center justify-center overflow-hidden rounded-lg border transition-colors duration-150 sm:h-64",
          file ? "border-transparent bg-surface-sunken" : "border-border-strong border-dashed bg-surface hover:bg-hover",
          isOver && "border-accent! bg-accent-soft!",
        )}
      >
        <span id={id} className={file ? "sr-only" : "flex flex-col items-center gap-2 px-3 text-center text-sm"}>
          {!file && <ImagePlus size={24} aria-hidden className="text-muted" />}
          <span className="font-medium">{label}</span>
          {!file && <span className="text-muted">Drop, paste or choose</span>}
        </span>
        {file && <Preview key={`${file.name}${file.lastModified}`} file={file} />}
      </button>
      {file && (
        <>
          <p className="mt-1.5 truncate text-muted text-sm" title={file.name}>
            {file.name}
          </p>
          <IconButton
            size="sm"
            label={`Take out ${file.name}`}
            icon={<X size={16} aria-hidden />}
            onClick={() => onFile(undefined)}
            className="absolute! top-2 right-2 bg-surface-raised"
          />
        </>
      )}
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label={label}
        accept="image/*,.heic,.heif,.avif,.bmp,.tif,.tiff"
        onChange={(event) => {
          take(event.target.files ?? undefined);
          event.target.value = "";
        }}
      />
    </fieldset>
  );
}

/** The picture, where this browser can show its format. */
function Preview({ file }: { file: File }) {
  const [url, setUrl] = useState<string>();
  const [isShown, setIsShown] = useState(true);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (!url) return null;
  if (!isShown) return <span className="px-3 text-muted text-sm">This browser cannot show it.</span>;
  // biome-ignore lint/performance/noImgElement: a picture of this tab, which no server has.
  return <img src={url} alt="" className="size-full object-contain" onError={() => setIsShown(false)} />;
}
