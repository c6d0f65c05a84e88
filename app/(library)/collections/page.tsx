import type { Metadata } from "next";
import { CollectionsPage } from "@/components/collections/collections-page";
import { requirePageActor } from "@/lib/auth/session";
import { listCollections } from "@/lib/collections/list-collections";
import { getContext } from "@/lib/context/web-context";
import { listInvitations } from "@/lib/sharing/answer-invitation";

export const metadata: Metadata = { title: "Collections" };

export default async function Page() {
  const actor = await requirePageActor();
  const ctx = { ...(await getContext()), actor };
  const [collections, invitations] = await Promise.all([listCollections(ctx), listInvitations(ctx)]);
  return <CollectionsPage initial={collections} invitations={invitations} />;
}
