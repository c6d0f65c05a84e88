"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { showError, showMessage } from "@/components/ui/toast";
import type { OutputOf } from "@/lib/api/operation";
import { call } from "@/lib/client/call";
import { queryKeys } from "@/lib/client/query-keys";
import { invitationsQuery } from "@/lib/client/sharing-queries";
import { answerInvitation, type InvitationView, type listInvitations } from "@/lib/sharing/schema";
import { PersonMark } from "./person-mark";
import { describeRole } from "./roles";

/** Collections that one is invited to, each to be accepted or declined; nothing when there are none. */
export function InvitationCards({ initial }: { initial: OutputOf<typeof listInvitations> }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { data } = useQuery(invitationsQuery(initial));
  const [busy, setBusy] = useState<string>();
  const invitations = (data ?? initial).invitations;
  if (invitations.length === 0) return null;
  const answer = async ({ id, collection }: InvitationView, accept: boolean) => {
    setBusy(`${id} ${accept}`);
    try {
      const { collectionId } = await call(answerInvitation, { invitationId: id, accept });
      await queryClient.invalidateQueries({ queryKey: queryKeys.invitations });
      void queryClient.invalidateQueries({ queryKey: queryKeys.collections });
      if (collectionId) router.push(`/collections/${collectionId}`);
      else showMessage(`The invitation to ${collection.name} is declined`);
    } catch (error) {
      showError(error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <section aria-label="Invitations" className="page-x pt-2 pb-6">
      <ul className="grid gap-3 2xl:grid-cols-2">
        {invitations.map((invitation) => (
          <li
            key={invitation.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-border bg-surface p-4 sm:flex-nowrap"
          >
            <PersonMark name={invitation.invitedBy.username} />
            <div className="min-w-0 flex-1 basis-48">
              <p className="break-words text-sm">
                <span className="font-semibold">{invitation.invitedBy.username}</span> shares{" "}
                <span className="font-semibold">{invitation.collection.name}</span> with you
              </p>
              <p className="text-muted text-sm leading-5">{describeRole(invitation.role)}</p>
            </div>
            <div className="ml-auto flex gap-2">
              <Button
                variant="quiet"
                busy={busy === `${invitation.id} false`}
                disabled={Boolean(busy)}
                onClick={() => void answer(invitation, false)}
              >
                Decline<span className="sr-only"> {invitation.collection.name}</span>
              </Button>
              <Button
                variant="primary"
                busy={busy === `${invitation.id} true`}
                disabled={Boolean(busy)}
                onClick={() => void answer(invitation, true)}
              >
                Accept<span className="sr-only"> {invitation.collection.name}</span>
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
