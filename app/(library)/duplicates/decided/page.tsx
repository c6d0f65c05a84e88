import type { Metadata } from "next";
import { DecidedPage } from "@/components/duplicates/decided/decided-page";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { listDecidedGroups } from "@/lib/duplicates/list-decided-groups";
import { limits } from "@/lib/limits";

export const metadata: Metadata = { title: "Decided about duplicates" };

export default async function Page() {
  const ctx = { ...(await getContext()), actor: await requirePageActor() };
  return <DecidedPage initial={await listDecidedGroups(ctx, { cursor: undefined, limit: limits.duplicates.decidedPageSize })} />;
}
