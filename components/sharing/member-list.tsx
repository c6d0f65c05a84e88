"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton } from "@/components/ui/skeleton";
import { showError, showUndo } from "@/components/ui/toast";
import type { OutputOf } from "@/lib/api/operation";
import { call } from "@/lib/client/call";
import { commitSoon } from "@/lib/client/commit-soon";
import { formatCount } from "@/lib/client/format";
import { IdSet } from "@/lib/client/id-set";
import { queryKeys } from "@/lib/client/query-keys";
import { membersQuery } from "@/lib/client/sharing-queries";
import { type listMembers, type MemberRole, type MemberView, removeMember, updateMember } from "@/lib/sharing/schema";
import { nameOfMember, PersonMark } from "./person-mark";
import { RoleMenu } from "./role-menu";
import { roleName } from "./roles";
import { useRenewSharing } from "./use-renew-sharing";

/** Members whose removal can still be undone: hidden, and still members. */
const goneMembers = new IdSet();
const noIds: ReadonlySet<string> = new Set();

/** Everybody a collection is shared with, and who was asked; for its owner with ways to change it. */
export function MemberList({ collectionId, readOnly = false }: { collectionId: string; readOnly?: boolean }) {
  const { data, error, refetch } = useQuery(membersQuery(collectionId));
  const gone = useSyncExternalStore(goneMembers.subscribe, goneMembers.ids, () => noIds);
  const change = useMemberChanges(collectionId);
  if (error && !data) {
    return (
      <p role="alert" className="flex items-center justify-between gap-3 text-danger text-sm">
        {error.message}
        <Button size="sm" onClick={() => void refetch()}>
          Try again
        </Button>
      </p>
    );
  }
  if (!data) return <Skeleton className="h-14" />;
  return (
    <ul aria-label="Shared with" className="divide-y divide-border">
      <li className="flex min-h-14 items-center gap-3 py-2">
        <PersonMark name={data.owner.username} />
        <p className="min-w-0 flex-1 truncate font-medium text-sm">{data.owner.username}</p>
        <p className="px-2.5 text-muted text-sm">Owner</p>
      </li>
      {data.members
        .filter(({ id }) => !gone.has(id))
        .map((member) => (
          <MemberRow key={member.id} member={member} {...(!readOnly && { change })} />
        ))}
    </ul>
  );
}

function MemberRow({ member, change }: { member: MemberView; change?: ReturnType<typeof useMemberChanges> }) {
  const { name, kind } = nameOfMember(member);
  return (
    <li className="flex min-h-14 items-center gap-3 py-2">
      <PersonMark name={name} kind={kind} />
      <div className="min-w-0 flex-1">
        <p className="break-words font-medium text-sm [overflow-wrap:anywhere]">{name}</p>
        <p className="text-pretty text-muted text-sm leading-5">{describeState(member)}</p>
      </div>
      {change ? (
        <>
          <RoleMenu label={`Role of ${name}`} role={member.role} onChange={(role) => void change.role(member, role)} />
          <IconButton
            label={member.state === "invited" ? `Take back the invitation of ${name}` : `Stop sharing with ${name}`}
            icon={<X size={17} aria-hidden />}
            onClick={() => change.remove(member)}
          />
        </>
      ) : (
        <p className="px-2.5 text-muted text-sm">{roleName(member.role)}</p>
      )}
    </li>
  );
}

function describeState({ state, group, person }: MemberView): string {
  if (group) return `Group of ${formatCount(group.count)} ${group.count === 1 ? "person" : "people"}`;
  if (state === "left") return "Left the collection";
  if (state === "joined") return "Member";
  return person ? "Invited, has not answered yet" : "Invited by a link, which nobody has used yet";
}

function useMemberChanges(collectionId: string) {
  const queryClient = useQueryClient();
  const renew = useRenewSharing(collectionId);
  const keep = (member: MemberView) =>
    queryClient.setQueryData<OutputOf<typeof listMembers>>(
      queryKeys.members(collectionId),
      (list) => list && { ...list, members: list.members.map((other) => (other.id === member.id ? member : other)) },
    );
  return {
    role: async (member: MemberView, role: MemberRole) => {
      keep({ ...member, role });
      try {
        keep(await call(updateMember, { collectionId, memberId: member.id, role }));
      } catch (error) {
        keep(member);
        showError(error);
      }
    },
    remove: (member: MemberView) => {
      const show = () => goneMembers.remove([member.id]);
      goneMembers.add([member.id]);
      const stop = commitSoon(removeMember, { collectionId, memberId: member.id }, (error) => {
        if (error) {
          show();
          showError(error);
        }
        renew();
      });
      const { name } = nameOfMember(member);
      showUndo(member.state === "invited" ? `${name} is no longer invited` : `No longer shared with ${name}`, () => {
        stop();
        show();
      });
    },
  };
}
