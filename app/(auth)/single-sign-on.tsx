"use client";

import { KeyRound } from "lucide-react";
import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "./notice";

type SingleSignOnProps = { name: string; verb?: "Sign in" | "Sign up"; callbackUrl: string; prepare?: () => Promise<{ ok: boolean }> };

/** The other way in: by the provider that the owner of this library trusts. */
export function SingleSignOn({ name, verb = "Sign in", callbackUrl, prepare }: SingleSignOnProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const go = async () => {
    setBusy(true);
    setFailed(false);
    const isReady = await (prepare?.() ?? Promise.resolve({ ok: true })).catch(() => ({ ok: false }));
    const answer = isReady.ok ? await signIn("oidc", { callbackUrl }).catch(() => undefined) : undefined;
    if (answer?.error || !isReady.ok) {
      setFailed(true);
      setBusy(false);
    }
  };
  return (
    <div className="mt-5 flex flex-col gap-4">
      <div className="flex items-center gap-3 text-muted text-sm before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        or
      </div>
      {failed && <Notice>{name} cannot be reached. Try again in a moment.</Notice>}
      <Button size="lg" busy={busy} icon={<KeyRound size={18} aria-hidden />} onClick={() => void go()} className="w-full">
        {verb} with {name}
      </Button>
    </div>
  );
}
