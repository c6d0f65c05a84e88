"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { describeFailure } from "@/lib/client/call";
import { limits } from "@/lib/limits";

type NameCollectionDialogProps = {
  title: string;
  verb: string;
  name?: string;
  /** What is said when it is left empty, and an example; of a collection unless said otherwise. */
  missing?: string;
  placeholder?: string;
  onClose: () => void;
  /** Saves the name; what it throws is shown below the field. */
  onSave: (name: string) => Promise<void>;
};

/** Asks for the name of a collection, of a group or of a search; mounted while it is open. */
export function NameCollectionDialog(props: NameCollectionDialogProps) {
  const { title, verb, name = "", missing = "Give the collection a name.", placeholder = "Summer at the lake" } = props;
  const { onClose, onSave } = props;
  const [draft, setDraft] = useState(name.slice(0, limits.text.nameLengthMax));
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const next = draft.trim();
    if (!next) return setError(missing);
    setBusy(true);
    try {
      await onSave(next);
      onClose();
    } catch (failure) {
      setError(describeFailure(failure, "name"));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      size="sm"
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form="name-collection" busy={busy}>
            {verb}
          </Button>
        </>
      }
    >
      <form id="name-collection" onSubmit={(event) => void onSubmit(event)}>
        <Field label="Name" {...(error && { error })}>
          {(control) => (
            <Input
              {...control}
              value={draft}
              onChange={(event) => {
                setDraft(event.target.value);
                setError(undefined);
              }}
              onFocus={(event) => event.target.select()}
              placeholder={placeholder}
              maxLength={limits.text.nameLengthMax}
              autoComplete="off"
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
