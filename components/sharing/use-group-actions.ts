"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { showError, showUndo } from "@/components/ui/toast";
import type { OutputOf } from "@/lib/api/operation";
import { call } from "@/lib/client/call";
import { commitSoon } from "@/lib/client/commit-soon";
import { IdSet } from "@/lib/client/id-set";
import { queryKeys } from "@/lib/client/query-keys";
import {
  addGroupMember,
  createGroup,
  deleteGroup,
  type GroupView,
  type listGroups,
  removeGroupMember,
  updateGroup,
} from "@/lib/sharing/group-schema";
import type { PersonView } from "@/lib/sharing/schema";

/** Groups whose deletion, or leaving, can still be undone: hidden, and still there. */
export const goneGroups = new IdSet();

export type GroupActions = ReturnType<typeof useGroupActions>;

/** What can be done with groups: seen at once, and undone by the toast or when the server refuses. */
export function useGroupActions() {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const renew = () => void queryClient.invalidateQueries({ queryKey: queryKeys.groups });
    const keep = (group: GroupView) =>
      queryClient.setQueryData<OutputOf<typeof listGroups>>(
        queryKeys.groups,
        (list) => list && { ...list, groups: list.groups.map((other) => (other.id === group.id ? group : other)) },
      );
    const hide = (group: GroupView, message: string, commit: (settle: (error?: unknown) => void) => () => void) => {
      const show = () => goneGroups.remove([group.id]);
      goneGroups.add([group.id]);
      const stop = commit((error) => {
        if (error) {
          show();
          showError(error);
        }
        renew();
      });
      showUndo(message, () => {
        stop();
        show();
      });
    };
    const add = async (group: GroupView, person: string) => {
      keep(await call(addGroupMember, { groupId: group.id, person }));
    };

    return {
      add,
      create: async (name: string) => {
        await call(createGroup, { name });
        renew();
      },
      rename: async (group: GroupView, name: string) => {
        keep({ ...group, name });
        try {
          keep(await call(updateGroup, { groupId: group.id, name }));
        } catch (error) {
          keep(group);
          showError(error);
        }
      },
      takeOut: async (group: GroupView, person: PersonView) => {
        keep({ ...group, people: group.people.filter(({ id }) => id !== person.id) });
        try {
          await call(removeGroupMember, { groupId: group.id, userId: person.id });
          showUndo(`${person.username} is no longer in ${group.name}`, () => void add(group, person.username).catch(showError));
        } catch (error) {
          keep(group);
          showError(error);
        }
      },
      remove: (group: GroupView) =>
        hide(group, `${group.name} deleted`, (settle) => commitSoon(deleteGroup, { groupId: group.id }, settle)),
      leave: (group: GroupView, meId: string) =>
        hide(group, `You left ${group.name}`, (settle) => commitSoon(removeGroupMember, { groupId: group.id, userId: meId }, settle)),
    };
  }, [queryClient]);
}
