"use client";

import { useState } from "react";

/** What a server action answers a form of the settings. */
export type Answer<T = unknown> = { ok: true; value: T } | { ok: false; message: string; fieldErrors?: Record<string, string> };

/** How the last try of a form went. */
export type SendState = { busy: boolean; message: string | undefined; fieldErrors: Record<string, string> };

const idle: SendState = { busy: false, message: undefined, fieldErrors: {} };

/**
 * Sends a form's values to a server action, and keeps what went wrong for the form to say: beside
 * the fields it knows, else as `message`.
 */
export function useSend(): SendState & {
  send: <T>(call: () => Promise<Answer<T>>, onDone: (value: T) => void) => Promise<void>;
  reset: () => void;
} {
  const [state, setState] = useState(idle);
  return {
    ...state,
    reset: () => setState(idle),
    async send(call, onDone) {
      setState({ ...idle, busy: true });
      const answer = await call().catch(() => ({ ok: false as const, message: "The server cannot be reached.", fieldErrors: undefined }));
      if (answer.ok) {
        setState(idle);
        return onDone(answer.value);
      }
      const { message, fieldErrors = {} } = answer;
      setState({ busy: false, fieldErrors, message: Object.keys(fieldErrors).length > 0 ? undefined : message });
    },
  };
}

/** The values of a form by the names of its fields; empty ones are left out. */
export function valuesOf(form: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(form)].flatMap(([name, value]) => (typeof value === "string" && value !== "" ? [[name, value]] : []));
  return Object.fromEntries(entries) as Record<string, string>;
}
