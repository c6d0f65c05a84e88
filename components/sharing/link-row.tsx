"use client";

import { Link2, Link2Off, Pencil } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { formatCount, formatDay, formatPictures, localToday } from "@/lib/client/format";
import type { LinkView } from "@/lib/sharing/link-schema";
import type { LinkSettings } from "./link-draft";
import { LinkForm } from "./link-form";

const states = { open: ["success", "Open"], expired: ["neutral", "Over"], revoked: ["neutral", "Closed"] } as const;

type LinkRowProps = {
  link: LinkView;
  onSave: (link: LinkView, settings: LinkSettings) => Promise<void>;
  onRevoke: (link: LinkView) => Promise<void>;
};

/** One share link: what it is, how often it was opened, and ways to change or close it. */
export function LinkRow({ link, onSave, onRevoke }: LinkRowProps) {
  const [open, setOpen] = useState<"edit" | "revoke">();
  const [tone, state] = states[link.state];
  const name = link.title || (link.collectionId ? "Link to the collection" : `Link to ${formatPictures(link.imageCount)}`);
  return (
    <li className="py-3">
      <div className="flex items-center gap-3">
        <span aria-hidden className="flex size-9 shrink-0 items-center justify-center rounded-full bg-surface-sunken text-muted">
          {link.state === "open" ? <Link2 size={17} /> : <Link2Off size={17} />}
        </span>
        <div className="min-w-0 flex-1">
          <p className="flex min-w-0 items-center gap-2 font-medium text-sm">
            <span dir="auto" className="truncate">
              {name}
            </span>
            <Badge tone={tone}>{state}</Badge>
          </p>
          <p className="text-muted text-sm leading-5">{describeLink(link)}</p>
        </div>
        {link.state !== "revoked" && (
          <>
            <IconButton
              label={`Change ${name}`}
              aria-expanded={open === "edit"}
              icon={<Pencil size={17} aria-hidden />}
              onClick={() => setOpen(open === "edit" ? undefined : "edit")}
            />
            <IconButton
              label={`Close ${name} for good`}
              aria-expanded={open === "revoke"}
              icon={<Link2Off size={17} aria-hidden />}
              onClick={() => setOpen(open === "revoke" ? undefined : "revoke")}
            />
          </>
        )}
      </div>
      {open === "edit" && (
        <div className="mt-3 animate-fade rounded-md border border-border p-4">
          <LinkForm
            link={link}
            toCollection={link.collectionId !== null}
            verb="Save"
            onCancel={() => setOpen(undefined)}
            onSave={async (settings) => {
              await onSave(link, settings);
              setOpen(undefined);
            }}
          />
        </div>
      )}
      {open === "revoke" && (
        <RevokeQuestion
          onKeep={() => setOpen(undefined)}
          onRevoke={async () => {
            await onRevoke(link);
            setOpen(undefined);
          }}
        />
      )}
    </li>
  );
}

/** Closing holds at once and cannot be taken back: of a link nothing is kept that could open it again. */
function RevokeQuestion({ onKeep, onRevoke }: { onKeep: () => void; onRevoke: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  return (
    <div className="mt-3 flex animate-fade flex-wrap items-center justify-end gap-2 rounded-md bg-surface-sunken p-3">
      <p className="min-w-48 flex-1 text-pretty text-sm leading-5">Nobody can open it any more, at once and for good.</p>
      <Button size="sm" variant="quiet" onClick={onKeep}>
        Keep it
      </Button>
      <Button
        size="sm"
        variant="danger"
        busy={busy}
        onClick={() => {
          setBusy(true);
          void onRevoke().finally(() => setBusy(false));
        }}
      >
        Close the link
      </Button>
    </div>
  );
}

function describeLink(link: LinkView): string {
  const day = (moment: string) =>
    formatDay(moment.slice(0, 10), localToday(), true).replace(/^(Today|Yesterday)$/, (word) => word.toLowerCase());
  const views = link.viewCount === 1 ? "opened once" : `opened ${formatCount(link.viewCount)} times`;
  const parts = [
    formatPictures(link.imageCount),
    link.viewCount === 0 ? "never opened" : `${views}${link.lastViewedAt ? `, last ${day(link.lastViewedAt)}` : ""}`,
    link.hasPassword && "with a password",
    link.expiresAt && `${link.state === "expired" ? "ended" : "until"} ${day(link.expiresAt)}`,
    link.allowDownload ? link.allowOriginals && "originals" : "no saving",
    link.showDetails && "with details",
    link.allowAdd && "visitors add",
  ];
  return parts.filter(Boolean).join(" · ");
}
