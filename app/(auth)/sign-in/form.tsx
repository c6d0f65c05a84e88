"use client";

import { useEffect, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { AuthForm } from "../auth-form";
import type { FormState } from "../form-state";
import { PasswordInput } from "../password-input";
import { submitSignIn } from "./actions";

type SignInFormProps = { callbackUrl: string; notice?: string };

/** Name and password, and then, where the account has a second factor, its code in their place. */
export function SignInForm({ callbackUrl, notice }: SignInFormProps) {
  return (
    <AuthForm submit={submitSignIn} label="Sign in" notice={notice}>
      {(state) => (
        <>
          <input type="hidden" name="callbackUrl" value={callbackUrl} />
          <Credentials state={state} />
        </>
      )}
    </AuthForm>
  );
}

function Credentials({ state }: { state: FormState }) {
  // Without scripts the page is made anew and the password is gone from its field, so it must be seen.
  const [hasScripts, setHasScripts] = useState(false);
  useEffect(() => setHasScripts(true), []);
  const asksForCode = state?.code === "second-factor-required";
  return (
    <>
      <div className={asksForCode && hasScripts ? "hidden" : "flex flex-col gap-5"}>
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
      </div>
      {asksForCode && (
        <Field
          label="Code"
          hint="The six digits that your authenticator app shows, or one of your recovery codes."
          error={state.fieldErrors?.code}
        >
          {(control) => (
            <Input
              {...control}
              name="code"
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              required
              maxLength={100}
              autoFocus
              className="tabular h-12 text-lg tracking-[0.2em]"
            />
          )}
        </Field>
      )}
    </>
  );
}
