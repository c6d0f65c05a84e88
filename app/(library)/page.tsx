import type { Metadata } from "next";
import { Timeline } from "@/components/images/timeline";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { getTimeline } from "@/lib/images/get-timeline";
import { listPageAddresses } from "./page-addresses";

export const metadata: Metadata = { title: "Timeline" };

export default async function TimelinePage() {
  const actor = await requirePageActor();
  const ctx = await getContext();
  const initial = await getTimeline({ ...ctx, actor }, {});
  return <Timeline initial={initial} addresses={listPageAddresses(ctx.config)} />;
}
