"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { AuthForm } from "../auth-form";
import { PasswordInput } from "../password-input";
import { submitSignIn } from "./actions";

type SignInFormProps = { callbackUrl: string; notice?: string };

export function SignInForm({ callbackUrl, notice }: SignInFormProps) {
  return (
    <AuthForm submit={submitSignIn} label="Sign in" notice={notice}>
      {(state) => (
        <>
          <input type="hidden" name="callbackUrl" value={callbackUrl} />
          <Field label="Username or e-mail address" error={state?.fieldErrors?.login}>
            {(control) => (
              <Input
                {...control}
                name="login"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                maxLength={254}
                defaultValue={state?.entered.login}
                autoFocus
              />
            )}
          </Field>
          <Field label="Password" error={state?.fieldErrors?.password}>
            {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" required />}
          </Field>
        </>
      )}
    </AuthForm>
  );
}
