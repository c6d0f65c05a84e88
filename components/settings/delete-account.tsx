"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatPictures } from "@/lib/client/format";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

type DeleteAccountProps = {
  imageCount: number;
  hasPassword: boolean;
  remove: (input: { currentPassword?: string }) => Promise<Answer>;
};

/** The one thing that cannot be undone, and so asks. */
export function DeleteAccount({ imageCount, hasPassword, remove }: DeleteAccountProps) {
  const [open, setOpen] = useState(false);
  const state = useSend();
  return (
    <>
      <Button variant="danger-quiet" onClick={() => setOpen(true)} className="-ml-4">
        Delete this account…
      </Button>
      <Dialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          state.reset();
        }}
        title="Delete this account?"
        description={`${imageCount === 0 ? "Its collections and shares" : `${formatPictures(imageCount)}, with all collections and shares,`} are deleted at once and for good. Nobody can bring them back.`}
      >
        <SettingsForm
          state={state}
          label="Delete everything"
          variant="danger"
          onSubmit={(values) =>
            void state.send(
              () => remove(values),
              () => location.assign("/sign-in"),
            )
          }
          aside={
            <Button variant="quiet" onClick={() => setOpen(false)}>
              Keep it
            </Button>
          }
        >
          {hasPassword && (
            <Field label="Present password" error={state.fieldErrors.currentPassword}>
              {(control) => <Input {...control} type="password" name="currentPassword" autoComplete="current-password" />}
            </Field>
          )}
        </SettingsForm>
      </Dialog>
    </>
  );
}
