"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { showError, showMessage } from "@/components/ui/toast";
import type { OutputOf } from "@/lib/api/operation";
import { call } from "@/lib/client/call";
import { linksQuery } from "@/lib/client/sharing-queries";
import { type LinkView, type listLinks, revokeLink, updateLink } from "@/lib/sharing/link-schema";
import type { LinkSettings } from "./link-draft";
import { LinkRow } from "./link-row";

type LinkListProps = { collectionId?: string; initial?: OutputOf<typeof listLinks>; empty: string };

/** Share links, those that open something first. */
export function LinkList({ collectionId, initial, empty }: LinkListProps) {
  const { data, error, refetch } = useQuery(linksQuery(collectionId, initial));
  const queryClient = useQueryClient();
  const renew = () => {
    void queryClient.invalidateQueries({ queryKey: ["links"] });
    void queryClient.invalidateQueries({ queryKey: ["collections"] });
  };
  const save = async (link: LinkView, settings: LinkSettings) => {
    await call(updateLink, { linkId: link.id, ...settings });
    renew();
  };
  const revoke = async (link: LinkView) => {
    try {
      await call(revokeLink, { linkId: link.id });
      showMessage("The link is closed");
      renew();
    } catch (failure) {
      showError(failure);
    }
  };
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
  if (data.links.length === 0) return <p className="text-pretty text-muted text-sm">{empty}</p>;
  const links = [...data.links.filter(isOpen), ...data.links.filter((link) => !isOpen(link))];
  return (
    <ul aria-label="Share links" className="divide-y divide-border">
      {links.map((link) => (
        <LinkRow key={link.id} link={link} onSave={save} onRevoke={revoke} />
      ))}
    </ul>
  );
}

function isOpen({ state }: LinkView): boolean {
  return state === "open";
}
