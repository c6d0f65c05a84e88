"use client";

import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Offer } from "./second-factor-offer";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

type BeginSecondFactorProps = {
  offer: (input: { password?: string }) => Promise<Answer<Offer>>;
  onDone: (offer: Offer) => void;
  aside: ReactNode;
};

/** Setting a second factor up begins with the password: whoever borrows a device must not lock its owner out. */
export function BeginSecondFactor({ offer, onDone, aside }: BeginSecondFactorProps) {
  const state = useSend();
  return (
    <SettingsForm state={state} label="Continue" aside={aside} onSubmit={(values) => void state.send(() => offer(values), onDone)}>
      <Field label="Present password" error={state.fieldErrors.currentPassword}>
        {(control) => <Input {...control} type="password" name="password" autoComplete="current-password" autoFocus />}
      </Field>
    </SettingsForm>
  );
}
