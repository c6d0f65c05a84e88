import type { Metadata } from "next";
import { TrashPage } from "@/components/trash/trash-page";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { listImages } from "@/lib/images/list-images";
import { limits } from "@/lib/limits";

export const metadata: Metadata = { title: "Trash" };

export default async function Page() {
  const actor = await requirePageActor();
  const ctx = { ...(await getContext()), actor };
  const initial = await listImages(ctx, { place: "trash", sort: "trashed", limit: limits.page.sizeMax });
  return <TrashPage initial={initial} trashDays={ctx.config.trashDays} now={ctx.clock.now().getTime()} />;
}
