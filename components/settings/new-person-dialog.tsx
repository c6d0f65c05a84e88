"use client";

import { useRouter } from "next/navigation";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { showMessage } from "@/components/ui/toast";
import type { PersonView } from "@/lib/auth/schema";
import { limits } from "@/lib/limits";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

export type NewPerson = { username: string; email: string; password: string; role: PersonView["role"] };

type NewPersonDialogProps = { create: (input: NewPerson) => Promise<Answer<PersonView>>; onClose: () => void };

/** An account for somebody who need not sign up themselves. */
export function NewPersonDialog({ create, onClose }: NewPersonDialogProps) {
  const router = useRouter();
  const state = useSend();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Make an account"
      description="Tell the person the password; they can change it under Security."
    >
      <SettingsForm
        state={state}
        label="Make the account"
        variant="primary"
        onSubmit={({ username = "", email = "", password = "", role }) =>
          void state.send(
            () => create({ username, email, password, role: role === "administrator" ? role : "member" }),
            (person) => {
              showMessage(`${person.username} can sign in now`);
              onClose();
              router.refresh();
            },
          )
        }
      >
        <Field label="Username" error={state.fieldErrors.username}>
          {(control) => <Input {...control} name="username" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={50} />}
        </Field>
        <Field label="E-mail address" error={state.fieldErrors.email}>
          {(control) => <Input {...control} type="email" name="email" autoComplete="off" maxLength={254} />}
        </Field>
        <Field label="Password" hint={`At least ${limits.auth.passwordLengthMin} characters.`} error={state.fieldErrors.password}>
          {(control) => <Input {...control} type="password" name="password" autoComplete="new-password" />}
        </Field>
        <Field label="Role">
          {(control) => (
            <Select {...control} name="role" defaultValue="member">
              <option value="member">Member</option>
              <option value="administrator">Administrator</option>
            </Select>
          )}
        </Field>
      </SettingsForm>
    </Dialog>
  );
}
