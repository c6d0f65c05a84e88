"use client";

import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { CodeField } from "./second-factor-offer";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

type RemoveSecondFactorProps = {
  remove: (input: { password: string; code: string }) => Promise<Answer>;
  onDone: () => void;
  aside: ReactNode;
};

/** Taking the second factor away takes both: the password, and a code of the app or a recovery code. */
export function RemoveSecondFactor({ remove, onDone, aside }: RemoveSecondFactorProps) {
  const state = useSend();
  return (
    <SettingsForm
      state={state}
      label="Take it away"
      variant="danger"
      aside={aside}
      onSubmit={({ password = "", code = "" }) => void state.send(() => remove({ password, code }), onDone)}
    >
      <Field label="Present password" error={state.fieldErrors.currentPassword}>
        {(control) => <Input {...control} type="password" name="password" autoComplete="current-password" />}
      </Field>
      <CodeField error={state.fieldErrors.code} />
    </SettingsForm>
  );
}
