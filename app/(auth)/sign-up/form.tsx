"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { limits } from "@/lib/limits";
import { AuthForm } from "../auth-form";
import { PasswordInput } from "../password-input";
import { submitSignUp } from "./actions";

type SignUpFormProps = { invitation?: string; label: string };

export function SignUpForm({ invitation, label }: SignUpFormProps) {
  return (
    <AuthForm submit={submitSignUp} label={label}>
      {(state) => (
        <>
          {invitation && <input type="hidden" name="invitation" value={invitation} />}
          <Field label="Username" error={state?.fieldErrors?.username}>
            {(control) => (
              <Input
                {...control}
                name="username"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                maxLength={50}
                defaultValue={state?.entered.username}
                autoFocus
              />
            )}
          </Field>
          <Field label="E-mail address" error={state?.fieldErrors?.email}>
            {(control) => (
              <Input
                {...control}
                type="email"
                name="email"
                autoComplete="email"
                required
                maxLength={254}
                defaultValue={state?.entered.email}
              />
            )}
          </Field>
          <Field
            label="Password"
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
              />
            )}
          </Field>
        </>
      )}
    </AuthForm>
  );
}
