"use client";

import { clsx } from "clsx";
import { Ban, Check, CircleAlert, Clock, Copy, FileImage } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { showError } from "@/components/ui/toast";
import { pokeChanges } from "@/lib/client/activity";
import { call } from "@/lib/client/call";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { describeEntry } from "@/lib/client/uploads/describe-uploads";
import { isInTrash, type UploadEntry, type UploadState } from "@/lib/client/uploads/upload-entry";
import type { UploadSession } from "@/lib/client/uploads/upload-session";
import { restoreImages } from "@/lib/images/schema";

const icons: Partial<Record<UploadState, ReactNode>> = {
  hashing: <Spinner size={18} />,
  checking: <Spinner size={18} />,
  processing: <Spinner size={18} />,
  done: <Check size={18} className="text-success" />,
  known: <Copy size={18} className="text-muted" />,
  same: <Copy size={18} className="text-muted" />,
  held: <Copy size={18} className="text-warning" />,
  repeat: <Copy size={18} className="text-warning" />,
  refused: <Ban size={18} className="text-danger" />,
  failed: <CircleAlert size={18} className="text-danger" />,
  waiting: <Clock size={18} className="text-muted" />,
  ready: <Clock size={18} className="text-muted" />,
};

/** One file. Entries change in place, so `version` says that there may be something new to show. */
export function UploadRow({ session, entry }: { session: UploadSession; entry: UploadEntry; version: number }) {
  const isBad = entry.state === "refused" || entry.state === "failed";
  const text = describeEntry(entry);
  return (
    <div className="relative flex h-full items-center gap-3 px-4">
      <Picture entry={entry} />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-left text-sm leading-5" title={entry.path}>
          {entry.name}
        </p>
        <p className={clsx("tabular text-xs leading-4", isBad ? "line-clamp-2 text-danger" : "truncate text-muted")} title={text}>
          {text}
        </p>
      </div>
      <RowAction session={session} entry={entry} />
      {entry.state === "sending" && (
        <div
          aria-hidden
          className="absolute bottom-0 left-0 h-0.5 w-full origin-left bg-accent"
          style={{ transform: `scaleX(${entry.sizeBytes > 0 ? entry.sentBytes / entry.sizeBytes : 0})` }}
        />
      )}
    </div>
  );
}

const withPicture: ReadonlySet<UploadState> = new Set(["done", "known", "held", "repeat"]);

/** The picture once the server has it, otherwise a sign for the state. */
function Picture({ entry }: { entry: UploadEntry }) {
  const hasPicture = entry.imageId && withPicture.has(entry.state);
  return (
    <div className="flex size-10 shrink-0 items-center justify-center overflow-hidden rounded-sm bg-surface-sunken" aria-hidden>
      {hasPicture && entry.imageId ? (
        // biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off.
        <img src={smallThumbnailUrl(entry.imageId)} alt="" loading="lazy" decoding="async" className="size-full object-cover" />
      ) : (
        (icons[entry.state] ?? <FileImage size={18} className="text-muted" />)
      )}
    </div>
  );
}

function RowAction({ session, entry }: { session: UploadSession; entry: UploadEntry }) {
  if (entry.state === "failed") return <RowButton label="Retry" onClick={() => session.queue.retry(entry)} />;
  if (entry.state === "held") return <RowLink href="/duplicates" label="Decide" />;
  if (entry.state === "repeat") return entry.twin ? <RowLink href={`/images/${entry.twin.image.id}`} label="Show" /> : null;
  if (!entry.imageId) return null;
  if (isInTrash(entry)) return <RowButton label="Restore" onClick={() => void restore(session, entry)} />;
  if (entry.state === "known" && entry.place === "held") return <RowLink href="/duplicates" label="Decide" />;
  if (entry.state === "known" || entry.state === "done") return <RowLink href={`/images/${entry.imageId}`} label="Show" />;
  return null;
}

async function restore({ store }: UploadSession, entry: UploadEntry): Promise<void> {
  try {
    await call(restoreImages, { imageIds: [entry.imageId ?? ""] });
    store.update(entry, { place: "library" });
    pokeChanges();
  } catch (error) {
    showError(error);
  }
}

function RowButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="sm" variant="quiet" onClick={onClick} className="text-accent">
      {label}
    </Button>
  );
}

function RowLink({ href, label }: { href: string; label: string }) {
  return (
    <Button size="sm" variant="quiet" asChild className="text-accent">
      <Link href={href}>{label}</Link>
    </Button>
  );
}
