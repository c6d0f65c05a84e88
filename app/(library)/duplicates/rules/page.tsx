import type { Metadata } from "next";
import { RulesPage } from "@/components/duplicates/rules/rules-page";
import { requirePageActor } from "@/lib/auth/session";
import { listCollections } from "@/lib/collections/list-collections";
import { getContext } from "@/lib/context/web-context";
import { listDuplicateRules } from "@/lib/duplicates/rules/change-rules";
import { listDuplicateRuleRuns } from "@/lib/duplicates/rules/list-rule-runs";
import { limits } from "@/lib/limits";

export const metadata: Metadata = { title: "Rules about duplicates" };

export default async function Page() {
  const ctx = { ...(await getContext()), actor: await requirePageActor() };
  const [rules, runs, { collections }] = await Promise.all([
    listDuplicateRules(ctx, { page: 1, limit: limits.duplicates.rulesMax }),
    listDuplicateRuleRuns(ctx, { page: 1, limit: 20 }),
    listCollections(ctx),
  ]);
  const own = collections.filter(({ access }) => access === "owner").map(({ id, name }) => ({ id, name }));
  return <RulesPage initialRules={rules} initialRuns={runs} collections={own} />;
}
