"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { showMessage } from "@/components/ui/toast";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

type AccountFormProps = {
  username: string;
  email: string;
  hasPassword: boolean;
  save: (input: { username?: string; email?: string; currentPassword?: string }) => Promise<Answer>;
};

/** Name and e-mail address; another address takes the password. */
export function AccountForm({ username, email, hasPassword, save }: AccountFormProps) {
  const router = useRouter();
  const state = useSend();
  const [draftEmail, setDraftEmail] = useState(email);
  const changesEmail = draftEmail.trim() !== email;
  return (
    <SettingsForm
      state={state}
      label="Save"
      onSubmit={({ username: name = "", email: address = "", currentPassword }) =>
        void state.send(
          () => save({ username: name, ...(changesEmail && { email: address }), ...(currentPassword && { currentPassword }) }),
          () => {
            showMessage("Saved");
            router.refresh();
          },
        )
      }
    >
      <Field label="Username" error={state.fieldErrors.username}>
        {(control) => (
          <Input
            {...control}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={50}
            defaultValue={username}
          />
        )}
      </Field>
      <Field label="E-mail address" error={state.fieldErrors.email}>
        {(control) => (
          <Input
            {...control}
            type="email"
            name="email"
            autoComplete="email"
            maxLength={254}
            value={draftEmail}
            onChange={(event) => setDraftEmail(event.target.value)}
          />
        )}
      </Field>
      {changesEmail && hasPassword && (
        <Field label="Present password" hint="For another address, to be sure that it is you." error={state.fieldErrors.currentPassword}>
          {(control) => <Input {...control} type="password" name="currentPassword" autoComplete="current-password" />}
        </Field>
      )}
    </SettingsForm>
  );
}
