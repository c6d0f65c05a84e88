"use client";

import { Share } from "lucide-react";
import { useEffect, useState } from "react";
import { CopyText } from "@/components/settings/copy-text";
import { Button } from "@/components/ui/button";

/** The address of a link that was just made, to copy or to pass on; it is shown this once. */
export function MadeLink({ path, title }: { path: string; title: string }) {
  const [canShare, setCanShare] = useState(false);
  useEffect(() => setCanShare(typeof navigator.share === "function"), []);
  const url = new URL(path, location.href).href;
  return (
    <div role="status" className="flex animate-fade flex-col gap-2 rounded-md bg-surface-sunken p-3">
      <CopyText text={url} label="Address of the share link" />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="min-w-0 flex-1 text-pretty text-sm leading-5">Copy it now: only its fingerprint is kept, so it is not shown again.</p>
        {canShare && (
          <Button
            size="sm"
            icon={<Share size={15} aria-hidden />}
            onClick={() => void navigator.share({ url, ...(title && { title }) }).catch(() => {})}
          >
            Pass on
          </Button>
        )}
      </div>
    </div>
  );
}
