"use client";

import { Lock } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Logo } from "@/components/ui/logo";
import { ApiError, call } from "@/lib/client/call";
import { limits } from "@/lib/limits";
import { openLink, type SharedView } from "@/lib/sharing/link-schema";
import { SharedPage } from "./shared-page";

/** Asks for the password of a share link; what the link shows comes only with it. */
export function LockedPage({ token }: { token: string }) {
  const [view, setView] = useState<SharedView>();
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (view) return <SharedPage token={token} view={view} />;
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (!password) return setError("Type the password.");
    setBusy(true);
    try {
      setView(await call(openLink, { token, password }));
    } catch (failure) {
      setError(describeRefusal(failure));
      setBusy(false);
    }
  };
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 pt-[max(2.5rem,14dvh)] pb-10">
      <main className="w-full max-w-[26rem] animate-rise rounded-xl border border-border bg-surface p-6 sm:p-9">
        <Logo size={34} />
        <h1 className="mt-7 flex items-center gap-2.5 font-semibold text-title">
          <Lock size={22} aria-hidden className="text-muted" />
          Behind a password
        </h1>
        <p className="mt-2 text-pretty text-muted">Somebody shared pictures with you. Whoever gave you the link knows its password.</p>
        <form onSubmit={(event) => void onSubmit(event)} className="mt-6 flex flex-col gap-4">
          <Field label="Password" {...(error && { error })}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoFocus
                value={password}
                onChange={(event) => {
                  setPassword(event.target.value);
                  setError(undefined);
                }}
                maxLength={limits.auth.passwordLengthMax}
                autoComplete="off"
              />
            )}
          </Field>
          <Button type="submit" variant="primary" size="lg" busy={busy}>
            Show the pictures
          </Button>
        </form>
      </main>
    </div>
  );
}

function describeRefusal(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.code === "not-found") return "This link does not open anything any more.";
  return error.code === "unauthenticated" ? "That is not the password of this link." : error.message;
}
