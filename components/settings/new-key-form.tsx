"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

type Scope = "read" | "write" | "admin";
export type NewKey = { name: string; scopes: Scope[]; expiresAt: string | null };

const scopes: readonly { value: Scope; label: string; hint: string }[] = [
  { value: "read", label: "Read", hint: "See and search pictures, download them" },
  { value: "write", label: "Write", hint: "Add, change and delete pictures, collections and shares" },
  { value: "admin", label: "Administer", hint: "Everything else that you may do: your account, keys, and the server if you look after it" },
];
const lifetimes = [
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "A year" },
  { days: 0, label: "No end" },
];
const dayMs = 86_400_000;

type NewKeyFormProps = { make: (input: NewKey) => Promise<Answer<{ key: string }>>; onMade: (key: string) => void };

/** What a new key is called, may do, and how long. */
export function NewKeyForm({ make, onMade }: NewKeyFormProps) {
  const state = useSend();
  const [chosen, setChosen] = useState<readonly Scope[]>(["read"]);
  const toggle = (scope: Scope) => setChosen(chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope]);
  return (
    <SettingsForm
      state={state}
      label="Make the key"
      variant="primary"
      onSubmit={({ name = "", days = "0" }) => {
        const expiresAt = days === "0" ? null : new Date(Date.now() + Number(days) * dayMs).toISOString();
        void state.send(
          () => make({ name, scopes: [...chosen], expiresAt }),
          ({ key }) => onMade(key),
        );
      }}
    >
      <Field label="Name" hint="What it is for." error={state.fieldErrors.name}>
        {(control) => <Input {...control} name="name" maxLength={100} placeholder="Backup of the phone" autoComplete="off" />}
      </Field>
      <fieldset className="flex flex-col gap-2.5">
        <legend className="mb-2 font-medium text-sm">It may</legend>
        {scopes.map(({ value, label, hint }) => (
          <label key={value} className="flex items-start gap-2.5 text-sm">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
              className="mt-0.5 size-4 accent-accent"
            />
            <span>
              <span className="font-medium">{label}</span>
              <span className="block text-muted">{hint}</span>
            </span>
          </label>
        ))}
        {state.fieldErrors.scopes && (
          <p role="alert" className="text-danger text-sm">
            {state.fieldErrors.scopes}
          </p>
        )}
      </fieldset>
      <Field label="Good for" error={state.fieldErrors.expiresAt}>
        {(control) => (
          <Select {...control} name="days" defaultValue="90">
            {lifetimes.map(({ days, label }) => (
              <option key={days} value={days}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </SettingsForm>
  );
}
