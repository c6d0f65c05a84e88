"use client";

import { useQuery } from "@tanstack/react-query";
import { invitationsQuery } from "@/lib/client/sharing-queries";

/** How many invitations wait for an answer. */
export function useInvitationCount(): number {
  return useQuery(invitationsQuery()).data?.invitations.length ?? 0;
}
