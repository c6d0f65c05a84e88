"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { showMessage } from "@/components/ui/toast";
import type { PersonView } from "@/lib/auth/schema";
import { formatPictures } from "@/lib/client/format";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

type DeletePersonDialogProps = { person: PersonView; remove: () => Promise<Answer>; onClose: () => void };

/** Nobody can undo this, so the name has to be typed. */
export function DeletePersonDialog({ person, remove, onClose }: DeletePersonDialogProps) {
  const router = useRouter();
  const state = useSend();
  const [mistyped, setMistyped] = useState(false);
  const { username, usage } = person;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Delete ${username} for good?`}
      description={`The account and ${formatPictures(usage.images)} are deleted at once. Nobody can bring them back. To only keep ${username} out, disable the account.`}
    >
      <SettingsForm
        state={state}
        label="Delete everything"
        variant="danger"
        aside={
          <Button variant="quiet" onClick={onClose}>
            Keep it
          </Button>
        }
        onSubmit={({ typed = "" }) => {
          const isRight = typed.trim().toLowerCase() === username.toLowerCase();
          setMistyped(!isRight);
          if (!isRight) return;
          void state.send(remove, () => {
            showMessage(`${username} is deleted`);
            onClose();
            router.refresh();
          });
        }}
      >
        <Field label={`Type “${username}”`} {...(mistyped && { error: "This is another name." })}>
          {(control) => <Input {...control} name="typed" autoComplete="off" autoCapitalize="none" spellCheck={false} />}
        </Field>
      </SettingsForm>
    </Dialog>
  );
}
