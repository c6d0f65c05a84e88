import { queryOptions } from "@tanstack/react-query";
import type { OutputOf } from "../api/operation";
import { listGroups } from "../sharing/group-schema";
import { listLinks } from "../sharing/link-schema";
import { listInvitations, listMembers } from "../sharing/schema";
import { call } from "./call";
import { callAllPages } from "./call-all-pages";
import { queryKeys } from "./query-keys";

/** Whom a collection is shared with. */
export function membersQuery(collectionId: string) {
  return queryOptions({
    queryKey: queryKeys.members(collectionId),
    queryFn: ({ signal }) => callAllPages("members", (page) => call(listMembers, { collectionId, ...page }, { signal })),
  });
}

/** One's share links: of one collection, or all. */
export function linksQuery(collectionId?: string, initial?: OutputOf<typeof listLinks>) {
  return queryOptions({
    queryKey: queryKeys.links(collectionId),
    queryFn: ({ signal }) =>
      callAllPages("links", (page) => call(listLinks, { ...(collectionId && { collectionId }), ...page }, { signal })),
    ...(initial && { initialData: initial }),
  });
}

/** Collections that one is invited to. */
export function invitationsQuery(initial?: OutputOf<typeof listInvitations>) {
  return queryOptions({
    queryKey: queryKeys.invitations,
    queryFn: ({ signal }) => callAllPages("invitations", (page) => call(listInvitations, page, { signal })),
    refetchInterval: 60_000,
    ...(initial && { initialData: initial }),
  });
}

/** Groups that one made, and those one is in. */
export function groupsQuery(initial?: OutputOf<typeof listGroups>) {
  return queryOptions({
    queryKey: queryKeys.groups,
    queryFn: ({ signal }) => callAllPages("groups", (page) => call(listGroups, page, { signal })),
    ...(initial && { initialData: initial }),
  });
}
