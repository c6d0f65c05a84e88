"use client";

import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { showMessage } from "@/components/ui/toast";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

type SingleSignOnProps = {
  name: string;
  isConnected: boolean;
  hasPassword: boolean;
  /** Why the last try came to nothing. */
  failure?: string;
  prepare: (input: { currentPassword?: string }) => Promise<Answer>;
  disconnect: () => Promise<Answer>;
};

/** Whether the provider leads to this account, and a way to change that. */
export function SingleSignOn({ name, isConnected, hasPassword, failure, prepare, disconnect }: SingleSignOnProps) {
  const router = useRouter();
  const state = useSend();
  if (isConnected) {
    return (
      <div className="flex flex-col items-start gap-3">
        <p className="text-sm">You can sign in with {name}. It asks for its own second factor, not for the one set up here.</p>
        <Button
          busy={state.busy}
          disabled={!hasPassword}
          onClick={() =>
            void state.send(disconnect, () => {
              showMessage(`${name} no longer leads here`);
              router.refresh();
            })
          }
        >
          Disconnect {name}
        </Button>
        {!hasPassword && <p className="text-muted text-sm">It is your only way in. Set a password to disconnect it.</p>}
        {state.message && (
          <p role="alert" className="text-danger text-sm">
            {state.message}
          </p>
        )}
      </div>
    );
  }
  return (
    <SettingsForm
      state={{ ...state, message: state.message ?? failure }}
      label={`Connect ${name}`}
      onSubmit={(values) =>
        void state.send(
          () => prepare(values),
          () => void signIn("oidc", { callbackUrl: "/settings/security" }),
        )
      }
    >
      {hasPassword && (
        <Field label="Present password" hint={`Then you go to ${name} once.`} error={state.fieldErrors.currentPassword}>
          {(control) => <Input {...control} type="password" name="currentPassword" autoComplete="current-password" />}
        </Field>
      )}
    </SettingsForm>
  );
}
