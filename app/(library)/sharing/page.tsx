import type { Metadata } from "next";
import { SharingPage } from "@/components/sharing/sharing-page";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { listInvitations } from "@/lib/sharing/answer-invitation";
import { listGroups } from "@/lib/sharing/list-groups";
import { listLinks } from "@/lib/sharing/list-links";

export const metadata: Metadata = { title: "Sharing" };

export default async function Page() {
  const actor = await requirePageActor();
  const ctx = { ...(await getContext()), actor };
  const [links, groups, invitations] = await Promise.all([listLinks(ctx, {}), listGroups(ctx), listInvitations(ctx)]);
  return <SharingPage meId={actor.userId} links={links} groups={groups} invitations={invitations} />;
}
