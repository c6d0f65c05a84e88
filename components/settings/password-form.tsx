"use client";

import { useRouter } from "next/navigation";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { showMessage } from "@/components/ui/toast";
import { limits } from "@/lib/limits";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

type PasswordFormProps = {
  hasPassword: boolean;
  save: (input: { password: string; currentPassword?: string }) => Promise<Answer>;
};

/** A new password, which signs every other device out. */
export function PasswordForm({ hasPassword, save }: PasswordFormProps) {
  const router = useRouter();
  const state = useSend();
  return (
    <SettingsForm
      state={state}
      label={hasPassword ? "Change the password" : "Set a password"}
      onSubmit={({ password = "", currentPassword }, form) =>
        void state.send(
          () => save({ password, ...(currentPassword && { currentPassword }) }),
          () => {
            form.reset();
            showMessage("The password is changed", "Every other device is signed out.");
            router.refresh();
          },
        )
      }
    >
      {hasPassword && (
        <Field label="Present password" error={state.fieldErrors.currentPassword}>
          {(control) => <Input {...control} type="password" name="currentPassword" autoComplete="current-password" />}
        </Field>
      )}
      <Field label="New password" hint={`At least ${limits.auth.passwordLengthMin} characters.`} error={state.fieldErrors.password}>
        {(control) => <Input {...control} type="password" name="password" autoComplete="new-password" />}
      </Field>
    </SettingsForm>
  );
}
