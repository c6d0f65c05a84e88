"use client";

import type { FormEvent, ReactNode } from "react";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { type SendState, valuesOf } from "./use-send";

type SettingsFormProps = {
  state: SendState;
  label: string;
  variant?: ButtonVariant;
  onSubmit: (values: Record<string, string>, form: HTMLFormElement) => void;
  children: ReactNode;
  /** Beside the button. */
  aside?: ReactNode;
};

/** Some fields with the button that sends them, and what went wrong above it. */
export function SettingsForm({ state, label, variant = "secondary", onSubmit, children, aside }: SettingsFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!state.busy) onSubmit(valuesOf(event.currentTarget), event.currentTarget);
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-md flex-col gap-4">
      {children}
      {state.message && (
        <p role="alert" className="text-pretty text-danger text-sm">
          {state.message}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant={variant} busy={state.busy}>
          {label}
        </Button>
        {aside}
      </div>
    </form>
  );
}
