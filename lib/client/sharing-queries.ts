import { queryOptions } from "@tanstack/react-query";
import type { OutputOf } from "../api/operation";
import { listGroups, listInvitations, listLinks, listMembers } from "../sharing/schema";
import { call } from "./call";
import { queryKeys } from "./query-keys";

/** Whom a collection is shared with. */
export function membersQuery(collectionId: string) {
  return queryOptions({
    queryKey: queryKeys.members(collectionId),
    queryFn: ({ signal }) => call(listMembers, { collectionId }, { signal }),
  });
}

/** One's share links: of one collection, or all. */
export function linksQuery(collectionId?: string, initial?: OutputOf<typeof listLinks>) {
  return queryOptions({
    queryKey: queryKeys.links(collectionId),
    queryFn: ({ signal }) => call(listLinks, collectionId ? { collectionId } : {}, { signal }),
    ...(initial && { initialData: initial }),
  });
}

/** Collections that one is invited to. */
export function invitationsQuery(initial?: OutputOf<typeof listInvitations>) {
  return queryOptions({
    queryKey: queryKeys.invitations,
    queryFn: ({ signal }) => call(listInvitations, {}, { signal }),
    refetchInterval: 60_000,
    ...(initial && { initialData: initial }),
  });
}

/** Groups that one made, and those one is in. */
export function groupsQuery(initial?: OutputOf<typeof listGroups>) {
  return queryOptions({
    queryKey: queryKeys.groups,
    queryFn: ({ signal }) => call(listGroups, {}, { signal }),
    ...(initial && { initialData: initial }),
  });
}
