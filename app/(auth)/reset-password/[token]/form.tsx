"use client";

import { Field } from "@/components/ui/field";
import { limits } from "@/lib/limits";
import { AuthForm } from "../../auth-form";
import { PasswordInput } from "../../password-input";
import { submitNewPassword } from "./actions";

/** A new password; the name is there, unseen, for whatever keeps passwords. */
export function ResetPasswordForm({ token, username }: { token: string; username: string }) {
  return (
    <AuthForm submit={submitNewPassword} label="Set the password">
      {(state) => (
        <>
          <input type="hidden" name="token" value={token} />
          <input type="text" name="username" autoComplete="username" defaultValue={username} readOnly hidden />
          <Field
            label="New password"
            hint={
              !state?.fieldErrors?.password && `At least ${limits.auth.passwordLengthMin} characters; a few unrelated words are strong.`
            }
            error={state?.fieldErrors?.password}
          >
            {(control) => (
              <PasswordInput
                {...control}
                name="password"
                autoComplete="new-password"
                required
                minLength={limits.auth.passwordLengthMin}
                maxLength={limits.auth.passwordLengthMax}
                autoFocus
              />
            )}
          </Field>
        </>
      )}
    </AuthForm>
  );
}
