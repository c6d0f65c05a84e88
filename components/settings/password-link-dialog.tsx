"use client";

import { Link2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { PersonView } from "@/lib/auth/schema";
import { formatMoment } from "@/lib/client/format";
import { CopyText } from "./copy-text";
import { type Answer, useSend } from "./use-send";

export type MadePasswordLink = { path: string; expiresAt: string };
type PasswordLinkDialogProps = { person: PersonView; make: () => Promise<Answer<MadePasswordLink>>; onClose: () => void };

/** Makes a link for somebody who forgot their password, with words on who gets in with it; it is shown this once. */
export function PasswordLinkDialog({ person: { username, hasSecondFactor }, make, onClose }: PasswordLinkDialogProps) {
  const { send, busy, message } = useSend();
  const [made, setMade] = useState<{ url: string; expiresAt: string }>();
  const create = () => send(make, ({ path, expiresAt }) => setMade({ url: new URL(path, location.href).href, expiresAt }));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`A password link for ${username}`}
      description="Whoever opens it first chooses the password, and gets at all pictures of this person with it. Hand it to nobody else."
    >
      <div className="flex flex-col items-start gap-4 text-sm">
        <p className="text-pretty">
          A new password signs every device out; API keys stay. A link made before this one ends.
          {hasSecondFactor && " The second factor is still asked for: if it is lost too, take it away as well."}
        </p>
        {message && (
          <p role="alert" className="text-pretty text-danger">
            {message}
          </p>
        )}
        {made ? (
          <div role="status" className="flex w-full flex-col gap-2">
            <CopyText text={made.url} label={`Password link of ${username}`} />
            <p className="text-pretty text-muted">Good once, until {formatMoment(made.expiresAt)} UTC. It is shown only now.</p>
          </div>
        ) : (
          <Button variant="primary" icon={<Link2 size={16} aria-hidden />} busy={busy} onClick={() => void create()}>
            Make the link
          </Button>
        )}
      </div>
    </Dialog>
  );
}
