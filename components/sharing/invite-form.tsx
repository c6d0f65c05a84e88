"use client";

import { useQuery } from "@tanstack/react-query";
import { Users, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { CopyText } from "@/components/settings/copy-text";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Menu, MenuItem } from "@/components/ui/menu";
import { showMessage } from "@/components/ui/toast";
import { call, describeFailure } from "@/lib/client/call";
import { groupsQuery } from "@/lib/client/sharing-queries";
import type { GroupView } from "@/lib/sharing/group-schema";
import { inviteMember, type MemberRole } from "@/lib/sharing/schema";
import { nameOfMember } from "./person-mark";
import { RoleMenu } from "./role-menu";
import { useRenewSharing } from "./use-renew-sharing";

/** Shares a collection with a person or a group. An address without an account gets a link, to be passed on. */
export function InviteForm({ collectionId }: { collectionId: string }) {
  const renew = useRenewSharing(collectionId);
  const [person, setPerson] = useState("");
  const [group, setGroup] = useState<GroupView>();
  const [role, setRole] = useState<MemberRole>("viewer");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<{ name: string; url: string }>();

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (!group && !person.trim()) return setError("Type a username or an e-mail address.");
    setBusy(true);
    setMade(undefined);
    try {
      const whom = group ? { groupId: group.id } : { person: person.trim() };
      const { member, invitationPath } = await call(inviteMember, { collectionId, role, ...whom });
      const { name } = nameOfMember(member);
      if (invitationPath) setMade({ name, url: new URL(invitationPath, location.href).href });
      else showMessage(group ? `Shared with ${name}` : `${name} is invited`);
      setPerson("");
      setGroup(undefined);
      renew();
    } catch (failure) {
      setError(describeFailure(failure, "person"));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void onSubmit(event)} className="flex flex-col gap-3">
      <Field label="Invite" {...(error && { error })}>
        {(control) => (
          <div className="flex flex-wrap gap-2">
            {group ? (
              <span {...control} className="flex h-10 min-w-0 flex-1 basis-48 items-center gap-2 rounded-md bg-surface-sunken pl-3 text-sm">
                <Users size={16} aria-hidden className="shrink-0 text-muted" />
                <span className="min-w-0 flex-1 truncate">{group.name}</span>
                <IconButton label={`Not ${group.name}`} size="sm" icon={<X size={16} aria-hidden />} onClick={() => setGroup(undefined)} />
              </span>
            ) : (
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
                className="min-w-0 flex-1 basis-48"
              />
            )}
            <div className="flex flex-1 gap-1 sm:flex-none">
              <GroupMenu
                onChoose={(chosen) => {
                  setGroup(chosen);
                  setError(undefined);
                }}
              />
              <RoleMenu label="Role" role={role} onChange={setRole} />
              <Button type="submit" variant="primary" busy={busy} className="ml-auto">
                Invite
              </Button>
            </div>
          </div>
        )}
      </Field>
      {made && (
        <div role="status" className="flex flex-col gap-2 rounded-md bg-surface-sunken p-3">
          <p className="text-pretty text-sm">
            {made.name} has no account here yet. Pass this link on to them: whoever opens it signed in joins. It is good once, and shown
            only now.
          </p>
          <CopyText text={made.url} label={`Link of the invitation for ${made.name}`} />
        </div>
      )}
    </form>
  );
}

function GroupMenu({ onChoose }: { onChoose: (group: GroupView) => void }) {
  const own = useQuery(groupsQuery()).data?.groups.filter(({ isOwn }) => isOwn) ?? [];
  if (own.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button variant="quiet" className="px-2.5" aria-label="Choose a group" icon={<Users size={17} aria-hidden />}>
          Group
        </Button>
      }
    >
      {own.map((group) => (
        <MenuItem key={group.id} icon={<Users size={16} aria-hidden />} onSelect={() => onChoose(group)}>
          {group.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
