"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { ApiError } from "@/lib/client/call";
import { limits } from "@/lib/limits";
import type { LinkView } from "@/lib/sharing/link-schema";
import { draftOf, type Expiry, faultsOf, type LinkDraft, type LinkSettings, settingsOf } from "./link-draft";

type LinkFormProps = {
  /** The link that changes; a new one when absent. */
  link?: LinkView;
  /** What a new link is called until somebody says otherwise. */
  title?: string;
  /** Visitors can only add pictures to a collection. */
  toCollection: boolean;
  verb: string;
  onCancel?: () => void;
  /** Saves; what it throws is shown above the buttons. */
  onSave: (settings: LinkSettings) => Promise<void>;
};

const presets: readonly [Expiry, string][] = [
  ["never", "Never"],
  ["day", "In a day"],
  ["week", "In a week"],
  ["month", "In a month"],
  ["date", "After a day of choice"],
];

/** Everything that can be said of a share link. */
export function LinkForm({ link, title = "", toCollection, verb, onCancel, onSave }: LinkFormProps) {
  const [draft, setDraft] = useState(() => (link ? draftOf(link) : { ...draftOf(), title }));
  const [faults, setFaults] = useState<ReturnType<typeof faultsOf> & { form?: string }>({});
  const [busy, setBusy] = useState(false);
  const change = (changes: Partial<LinkDraft>) => {
    setDraft((current) => ({ ...current, ...changes }));
    setFaults({});
  };
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const found = faultsOf(draft);
    setFaults(found);
    if (found.password || found.date) return;
    setBusy(true);
    try {
      await onSave(settingsOf(draft));
    } catch (error) {
      const fields = error instanceof ApiError ? error.fieldErrors : undefined;
      setFaults({
        ...(fields?.password && { password: fields.password }),
        form: error instanceof Error ? error.message : String(error),
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void onSubmit(event)} className="flex flex-col gap-4">
      <Field label="Title" hint="What visitors read above the pictures.">
        {(control) => (
          <Input
            {...control}
            value={draft.title}
            onChange={(event) => change({ title: event.target.value })}
            maxLength={limits.text.titleLengthMax}
            autoComplete="off"
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <PasswordPart draft={draft} change={change} {...(faults.password && { error: faults.password })} />
        <ExpiryPart draft={draft} change={change} {...(faults.date && { error: faults.date })} />
      </div>
      <Allowances draft={draft} change={change} toCollection={toCollection} />
      {faults.form && (
        <p role="alert" className="text-danger text-sm">
          {faults.form}
        </p>
      )}
      <div className="flex justify-end gap-2">
        {onCancel && (
          <Button variant="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" variant="primary" busy={busy}>
          {verb}
        </Button>
      </div>
    </form>
  );
}

type PartProps = { draft: LinkDraft; change: (changes: Partial<LinkDraft>) => void; error?: string };

function PasswordPart({ draft, change, error }: PartProps) {
  if (draft.keepsPassword) {
    return (
      <div className="flex flex-col items-start gap-1.5">
        <p className="font-medium text-sm">Password</p>
        <Button onClick={() => change({ keepsPassword: false })}>Take away or change</Button>
        <p className="text-muted text-sm leading-5">It has one, which nobody can read again.</p>
      </div>
    );
  }
  return (
    <Field label="Password" hint="Leave it empty for none." {...(error && { error })}>
      {(control) => (
        <Input
          {...control}
          value={draft.password}
          onChange={(event) => change({ password: event.target.value })}
          maxLength={limits.auth.passwordLengthMax}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

function ExpiryPart({ draft, change, error }: PartProps) {
  return (
    <div className="flex flex-col gap-2">
      <Field label="Ends">
        {(control) => (
          <Select {...control} value={draft.expiry} onChange={(event) => change({ expiry: event.target.value as Expiry })}>
            {presets.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {draft.expiry === "date" && (
        <Field label="Last day" {...(error && { error })}>
          {(control) => <Input {...control} type="date" value={draft.date} onChange={(event) => change({ date: event.target.value })} />}
        </Field>
      )}
    </div>
  );
}

function Allowances({ draft, change, toCollection }: PartProps & { toCollection: boolean }) {
  return (
    <div className="flex flex-col gap-3">
      <Switch
        label="Visitors may save pictures"
        hint="Made anew as JPEG, without any notes of the camera."
        checked={draft.allowDownload}
        onCheckedChange={(allowDownload) => change({ allowDownload })}
      />
      <Switch
        label="Save originals"
        hint={
          draft.showDetails ? "The files as they are, with everything the camera wrote into them." : "The files with every note taken out."
        }
        checked={draft.allowDownload && draft.allowOriginals}
        disabled={!draft.allowDownload}
        onCheckedChange={(allowOriginals) => change({ allowOriginals })}
      />
      <Switch
        label="Show where and with which camera, and file names"
        checked={draft.showDetails}
        onCheckedChange={(showDetails) => change({ showDetails })}
      />
      {toCollection && (
        <Switch
          label="Visitors may add pictures"
          hint="They become yours, and count toward your space."
          checked={draft.allowAdd}
          onCheckedChange={(allowAdd) => change({ allowAdd })}
        />
      )}
    </div>
  );
}
