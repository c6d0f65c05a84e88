import type { Metadata } from "next";
import { DuplicatesPage } from "@/components/duplicates/duplicates-page";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { listHeldImages } from "@/lib/duplicates/list-held-images";

export const metadata: Metadata = { title: "Duplicates" };

export default async function Page() {
  const actor = await requirePageActor();
  return <DuplicatesPage initial={await listHeldImages({ ...(await getContext()), actor }, { limit: 50 })} />;
}
