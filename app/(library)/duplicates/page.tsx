import type { Metadata } from "next";
import { DuplicatesPage } from "@/components/duplicates/duplicates-page";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { listDuplicateGroups } from "@/lib/duplicates/list-duplicate-groups";
import * as operations from "@/lib/duplicates/schema";

export const metadata: Metadata = { title: "Duplicates" };

/** As many groups as the page asks for at once. */
const limit = 40;
const filterInput = operations.listDuplicateGroups.input.pick({ kind: true, order: true });

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const actor = await requirePageActor();
  const { kind, order } = filterInput.catch({ order: "largest" }).parse(await searchParams);
  const filter = { kind, order };
  const initial = await listDuplicateGroups({ ...(await getContext()), actor }, { ...filter, page: 1, limit });
  return <DuplicatesPage initial={initial} filter={filter} />;
}
