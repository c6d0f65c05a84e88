"use client";

import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { CopyText } from "./copy-text";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

export type Offer = { secret: string; uri: string; svg: string };

type SecondFactorOfferProps<T> = {
  offer: Offer;
  confirm: (input: { code: string }) => Promise<Answer<T>>;
  onDone: (value: T) => void;
  aside: ReactNode;
};

/** The secret to put into an app, and the code that shows that it is there. */
export function SecondFactorOffer<T>({ offer, confirm, onDone, aside }: SecondFactorOfferProps<T>) {
  const state = useSend();
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-5 sm:flex-row sm:items-start">
        {/* biome-ignore lint/performance/noImgElement: the code is made on the spot and never cached. */}
        <img
          src={`data:image/svg+xml,${encodeURIComponent(offer.svg)}`}
          alt="QR code for an authenticator app"
          className="size-48 shrink-0 rounded-md border border-border bg-white p-1"
        />
        <div className="flex min-w-0 flex-1 flex-col gap-3 text-sm">
          <p className="text-pretty">
            Scan this with an authenticator app (Aegis, 1Password, Google Authenticator and the like), or type it there:
          </p>
          <CopyText text={offer.secret} label="Secret for the app" />
          <a href={offer.uri} className="self-start font-medium text-accent underline-offset-4 hover:underline">
            Open the app on this device
          </a>
        </div>
      </div>
      <SettingsForm
        state={state}
        label="Switch it on"
        variant="primary"
        aside={aside}
        onSubmit={({ code = "" }) => void state.send(() => confirm({ code }), onDone)}
      >
        <CodeField error={state.fieldErrors.code} />
      </SettingsForm>
    </div>
  );
}

/** Where a code of the app, or a recovery code, is typed. */
export function CodeField({ error }: { error?: string | undefined }) {
  return (
    <Field label="Code that the app shows" {...(error && { error })}>
      {(control) => (
        <Input {...control} name="code" autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} maxLength={100} autoFocus />
      )}
    </Field>
  );
}
