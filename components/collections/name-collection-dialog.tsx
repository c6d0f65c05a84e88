"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ApiError } from "@/lib/client/call";
import { limits } from "@/lib/limits";

type NameCollectionDialogProps = {
  title: string;
  verb: string;
  name?: string;
  /** What is said when it is left empty, and an example; of a collection unless said otherwise. */
  missing?: string;
  placeholder?: string;
  /** What the field is called, and how long it may be; a name unless said otherwise. */
  label?: string;
  lengthMax?: number;
  onClose: () => void;
  /** Saves the name; what it throws is shown below the field. */
  onSave: (name: string) => Promise<void>;
};

/** Asks for the name of a collection, of a group or of a search, or for its line; mounted while it is open. */
export function NameCollectionDialog(props: NameCollectionDialogProps) {
  const { title, verb, name = "", missing = "Give the collection a name.", placeholder = "Summer at the lake" } = props;
  const { label = "Name", lengthMax = limits.text.nameLengthMax, onClose, onSave } = props;
  const [draft, setDraft] = useState(name.slice(0, lengthMax));
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
      setError(
        failure instanceof ApiError ? (failure.fieldErrors?.name ?? failure.fieldErrors?.query ?? failure.message) : String(failure),
      );
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
        <Field label={label} {...(error && { error })}>
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
              maxLength={lengthMax}
              autoComplete="off"
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
