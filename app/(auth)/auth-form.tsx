"use client";

import { type FormEvent, type ReactNode, startTransition, useActionState, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import type { FormState } from "./form-state";
import { Notice } from "./notice";

type AuthFormProps = {
  submit: (previous: FormState, form: FormData) => Promise<FormState>;
  label: string;
  /** Shown until the first try, such as what an earlier page had to say. */
  notice?: string;
  children: (state: FormState) => ReactNode;
};

/**
 * A form that says what is wrong beside the fields, keeps what was typed, and puts the cursor into
 * the first faulty field. It works before the page's scripts have arrived, too.
 */
export function AuthForm({ submit, label, notice, children }: AuthFormProps) {
  const [state, dispatch, pending] = useActionState(submit, undefined);
  const form = useRef<HTMLFormElement>(null);
  const hasFieldErrors = Object.keys(state?.fieldErrors ?? {}).length > 0;
  const isSaidBesideField = hasFieldErrors || state?.code === "second-factor-required";
  const message = state ? (isSaidBesideField ? undefined : state.message) : notice;

  useEffect(() => {
    if (!state) return;
    const faulty = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const target = faulty ?? form.current?.querySelector<HTMLInputElement>('input[autocomplete="one-time-code"], input[type="password"]');
    target?.focus();
  }, [state]);

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    const data = new FormData(event.currentTarget);
    startTransition(() => dispatch(data));
  };

  return (
    <form ref={form} action={dispatch} onSubmit={onSubmit} noValidate className="flex flex-col gap-5">
      {message && <Notice>{message}</Notice>}
      {children(state)}
      <Button type="submit" variant="primary" size="lg" busy={pending} className="mt-1 w-full">
        {label}
      </Button>
    </form>
  );
}
