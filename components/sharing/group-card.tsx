"use client";

import { UserPlus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { EditableName } from "@/components/collections/editable-name";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { describeFailure } from "@/lib/client/call";
import type { GroupView } from "@/lib/sharing/group-schema";
import type { PersonView } from "@/lib/sharing/schema";
import { PersonMark } from "./person-mark";
import type { GroupActions } from "./use-group-actions";

type GroupCardProps = { group: GroupView; meId: string; actions: GroupActions };

/** A group: its name, who is in it, and for whoever made it ways to change both. */
export function GroupCard({ group, meId, actions }: GroupCardProps) {
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-border bg-surface p-4">
      <div className="flex items-center justify-between gap-2">
        <h3 className="min-w-0 flex-1 break-words font-semibold">
          {group.isOwn ? (
            <EditableName
              name={group.name}
              label={`Rename ${group.name}`}
              fieldLabel="Name of the group"
              onSave={(name) => void actions.rename(group, name)}
            />
          ) : (
            group.name
          )}
        </h3>
        {group.isOwn ? (
          <Button size="sm" variant="danger-quiet" onClick={() => actions.remove(group)}>
            Delete<span className="sr-only"> {group.name}</span>
          </Button>
        ) : (
          <Button size="sm" variant="quiet" onClick={() => actions.leave(group, meId)}>
            Leave<span className="sr-only"> {group.name}</span>
          </Button>
        )}
      </div>
      {group.people.length > 0 ? (
        <ul aria-label={`People in ${group.name}`} className="divide-y divide-border">
          {group.people.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              group={group}
              {...(group.isOwn && { onRemove: () => void actions.takeOut(group, person) })}
            />
          ))}
        </ul>
      ) : (
        <p className="text-muted text-sm">Nobody is in it yet.</p>
      )}
      {group.isOwn && <AddPerson group={group} onAdd={(person) => actions.add(group, person)} />}
    </li>
  );
}

function PersonRow({ person, group, onRemove }: { person: PersonView; group: GroupView; onRemove?: () => void }) {
  return (
    <li className="flex min-h-12 items-center gap-3">
      <PersonMark name={person.username} />
      <p className="min-w-0 flex-1 truncate text-sm">{person.username}</p>
      {onRemove && (
        <IconButton label={`Take ${person.username} out of ${group.name}`} icon={<X size={17} aria-hidden />} onClick={onRemove} />
      )}
    </li>
  );
}

function AddPerson({ group, onAdd }: { group: GroupView; onAdd: (person: string) => Promise<void> }) {
  const [person, setPerson] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (!person.trim()) return setError("Type a username or an e-mail address.");
    setBusy(true);
    try {
      await onAdd(person.trim());
      setPerson("");
    } catch (failure) {
      setError(describeFailure(failure, "person"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void onSubmit(event)} className="pt-1">
      <Field label={`Add to ${group.name}`} {...(error && { error })}>
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              value={person}
              onChange={(event) => {
                setPerson(event.target.value);
                setError(undefined);
              }}
              placeholder="Username or e-mail address"
              maxLength={254}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
            <Button type="submit" busy={busy} icon={<UserPlus size={16} aria-hidden />}>
              Add
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
