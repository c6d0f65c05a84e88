import type { Metadata } from "next";
import { Timeline } from "@/components/images/timeline";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { getTimeline } from "@/lib/images/get-timeline";

export const metadata: Metadata = { title: "Favourites" };

export default async function FavouritesPage() {
  const actor = await requirePageActor();
  const initial = await getTimeline({ ...(await getContext()), actor }, { favourite: true });
  return <Timeline favourite initial={initial} addresses={[]} />;
}
