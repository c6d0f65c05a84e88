"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { formatMoment } from "@/lib/client/format";
import { CopyText } from "./copy-text";

type Made = { ok: true; value: { path: string; expiresAt: string } } | { ok: false; message: string };
type InvitationsProps = { registration: "first" | "invite" | "open"; makeInvitation: () => Promise<Made> };

/** Lets an administrator invite somebody; the link is shown this once. */
export function Invitations({ registration, makeInvitation }: InvitationsProps) {
  const [made, setMade] = useState<{ url: string; expiresAt: string }>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (registration === "first") {
    return (
      <p className="max-w-prose text-pretty text-sm">
        New accounts are switched off. Set <code>REGISTRATION=invite</code> and start Magpie again to invite people.
      </p>
    );
  }
  const invite = async () => {
    setBusy(true);
    setError(undefined);
    const result = await makeInvitation().catch(() => ({ ok: false as const, message: "The server cannot be reached." }));
    setBusy(false);
    if (result.ok) setMade({ url: new URL(result.value.path, location.href).href, expiresAt: result.value.expiresAt });
    else setError(result.message);
  };
  return (
    <div className="flex flex-col items-start gap-3">
      {registration === "open" && (
        <p className="text-sm">
          Everybody who reaches this server may sign up (<code>REGISTRATION=open</code>), with or without an invitation.
        </p>
      )}
      <Button icon={<UserPlus size={16} aria-hidden />} busy={busy} onClick={() => void invite()}>
        {made ? "Invite somebody else" : "Invite somebody"}
      </Button>
      {error && (
        <p role="alert" className="text-danger text-sm">
          {error}
        </p>
      )}
      {made && (
        <div role="status" className="flex w-full flex-col gap-2">
          <CopyText text={made.url} label="Address of the invitation" />
          <p className="text-pretty text-muted text-sm">
            For one person, good until {formatMoment(made.expiresAt)} UTC. It is shown only now.
          </p>
        </div>
      )}
    </div>
  );
}
