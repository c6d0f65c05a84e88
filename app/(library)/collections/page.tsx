import type { Metadata } from "next";
import { CollectionsPage } from "@/components/collections/collections-page";
import { requirePageActor } from "@/lib/auth/session";
import { listCollections } from "@/lib/collections/list-collections";
import { getContext } from "@/lib/context/web-context";

export const metadata: Metadata = { title: "Collections" };

export default async function Page() {
  const actor = await requirePageActor();
  return <CollectionsPage initial={await listCollections({ ...(await getContext()), actor })} />;
}
