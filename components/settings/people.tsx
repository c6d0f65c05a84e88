"use client";

import { Ellipsis, UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { showError, showUndo } from "@/components/ui/toast";
import type { PersonView } from "@/lib/auth/schema";
import { DeletePersonDialog } from "./delete-person-dialog";
import { type NewPerson, NewPersonDialog } from "./new-person-dialog";
import { type MadePasswordLink, PasswordLinkDialog } from "./password-link-dialog";
import { QuotaDialog } from "./quota-dialog";
import { StorageUse } from "./storage-use";
import type { Answer } from "./use-send";

type Change = { disabled?: boolean; role?: PersonView["role"]; quotaBytes?: number | null; removeSecondFactor?: true };
type PeopleProps = {
  people: readonly PersonView[];
  ownId: string;
  administer: (userId: string, change: Change) => Promise<Answer<PersonView>>;
  remove: (userId: string) => Promise<Answer>;
  create: (input: NewPerson) => Promise<Answer<PersonView>>;
  makePasswordLink: (userId: string) => Promise<Answer<MadePasswordLink>>;
};
type AskedOfPerson = "quota" | "password-link" | "delete";
type Asked = { kind: AskedOfPerson; person: PersonView } | { kind: "new" };

/** Everybody with an account, and what an administrator can do about each. */
export function People({ people, ownId, administer, remove, create, makePasswordLink }: PeopleProps) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const change = async (person: PersonView, wanted: Change, undo?: { message: string; change: Change }) => {
    const answer = await administer(person.id, wanted).catch(() => ({ ok: false as const, message: "The server cannot be reached." }));
    if (!answer.ok) return showError(new Error(answer.message));
    if (undo) showUndo(undo.message, () => void change(person, undo.change));
    router.refresh();
  };
  return (
    <div className="flex flex-col items-start gap-4">
      <Button icon={<UserPlus size={16} aria-hidden />} onClick={() => setAsked({ kind: "new" })}>
        Make an account
      </Button>
      <ul className="w-full divide-y divide-border">
        {people.map((person) => (
          <li key={person.id} className="flex items-start gap-3 py-3 first:pt-0">
            <PersonFacts person={person} isSelf={person.id === ownId} />
            {!person.isLeaving && (
              <PersonMenu
                person={person}
                isSelf={person.id === ownId}
                onChange={(wanted, undo) => void change(person, wanted, undo)}
                onAsk={(kind) => setAsked({ kind, person })}
              />
            )}
          </li>
        ))}
      </ul>
      {asked?.kind === "quota" && (
        <QuotaDialog person={asked.person} save={(quotaBytes) => administer(asked.person.id, { quotaBytes })} onClose={close} />
      )}
      {asked?.kind === "password-link" && (
        <PasswordLinkDialog person={asked.person} make={() => makePasswordLink(asked.person.id)} onClose={close} />
      )}
      {asked?.kind === "delete" && <DeletePersonDialog person={asked.person} remove={() => remove(asked.person.id)} onClose={close} />}
      {asked?.kind === "new" && <NewPersonDialog create={create} onClose={close} />}
    </div>
  );
}

function PersonFacts({ person, isSelf }: { person: PersonView; isSelf: boolean }) {
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-0.5 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <span className="break-words font-medium">{person.username}</span>
        {isSelf && <Badge tone="accent">You</Badge>}
        {person.role === "administrator" && <Badge>Administrator</Badge>}
        {person.hasSecondFactor && <Badge tone="success">Second factor</Badge>}
        {person.isLeaving ? <Badge tone="danger">Being deleted</Badge> : person.disabledAt && <Badge tone="warning">Disabled</Badge>}
      </p>
      <p className="break-words text-muted">{person.email}</p>
      <div className="text-muted">
        <StorageUse images={person.usage.images} bytes={person.usage.bytes} quotaBytes={person.quotaBytes} />
      </div>
    </div>
  );
}

type PersonMenuProps = {
  person: PersonView;
  isSelf: boolean;
  onChange: (wanted: Change, undo?: { message: string; change: Change }) => void;
  onAsk: (kind: AskedOfPerson) => void;
};

function PersonMenu({ person, isSelf, onChange, onAsk }: PersonMenuProps) {
  const { username } = person;
  const isAdministrator = person.role === "administrator";
  const trigger = <IconButton label={`What to do about ${username}`} icon={<Ellipsis size={18} aria-hidden />} />;
  const setRole = (role: PersonView["role"]) =>
    onChange(
      { role },
      { message: `${username} is ${role === "administrator" ? "an administrator" : "a member"} now`, change: { role: person.role } },
    );
  const setDisabled = (disabled: boolean) =>
    onChange(
      { disabled },
      { message: disabled ? `${username} is disabled and signed out` : `${username} may sign in again`, change: { disabled: !disabled } },
    );
  return (
    <Menu trigger={trigger}>
      <MenuItem onSelect={() => onAsk("quota")}>Set how much room there is…</MenuItem>
      <MenuItem onSelect={() => setRole(isAdministrator ? "member" : "administrator")}>
        {isAdministrator ? "Make a member" : "Make an administrator"}
      </MenuItem>
      {!isSelf && !person.disabledAt && <MenuItem onSelect={() => onAsk("password-link")}>Make a password link…</MenuItem>}
      {!isSelf && person.hasSecondFactor && (
        <MenuItem onSelect={() => onChange({ removeSecondFactor: true })}>Take the second factor away</MenuItem>
      )}
      {!isSelf && (
        <>
          <MenuItem onSelect={() => setDisabled(!person.disabledAt)}>{person.disabledAt ? "Enable" : "Disable and sign out"}</MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => onAsk("delete")}>
            Delete for good…
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
