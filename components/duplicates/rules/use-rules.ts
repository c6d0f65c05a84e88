"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { OutputOf } from "@/lib/api/operation";
import { pokeChanges } from "@/lib/client/activity";
import { renewImages } from "@/lib/client/apply-changes";
import { call } from "@/lib/client/call";
import { queryKeys } from "@/lib/client/query-keys";
import * as operations from "@/lib/duplicates/rules/schema";
import { limits } from "@/lib/limits";
import type { RuleDraft } from "./rule-form";

export type Rules = OutputOf<typeof operations.listDuplicateRules>;
export type Runs = OutputOf<typeof operations.listDuplicateRuleRuns>;
const runsShown = 20;

/** A person's rules, what they did, and how to change them. */
export function useRules(initialRules: Rules, initialRuns: Runs) {
  const queryClient = useQueryClient();
  const { data: rules = initialRules } = useQuery({
    queryKey: queryKeys.duplicateRules,
    queryFn: ({ signal }) => call(operations.listDuplicateRules, { limit: limits.duplicates.rulesMax }, { signal }),
    initialData: initialRules,
  });
  const { data: runs = initialRuns } = useQuery({
    queryKey: queryKeys.duplicateRuleRuns,
    queryFn: ({ signal }) => call(operations.listDuplicateRuleRuns, { limit: runsShown }, { signal }),
    initialData: initialRuns,
  });
  const actions = useMemo(() => {
    const renew = () => queryClient.invalidateQueries({ queryKey: queryKeys.duplicateRules });
    const renewAll = async () => {
      renewImages(queryClient);
      pokeChanges();
      queryClient.removeQueries({ queryKey: ["duplicate-groups"] });
      await queryClient.invalidateQueries({ queryKey: queryKeys.duplicateRuleRuns });
    };
    return {
      create: async (draft: RuleDraft) => {
        await call(operations.createDuplicateRule, draft);
        await renew();
      },
      update: async (ruleId: string, changes: Partial<RuleDraft> & { enabled?: boolean; before?: string | null }) => {
        await call(operations.updateDuplicateRule, { ruleId, ...changes });
        await renew();
      },
      remove: async (ruleId: string) => {
        await call(operations.deleteDuplicateRule, { ruleId });
        await renew();
      },
      apply: async (token: string) => {
        const applied = await call(operations.applyDuplicateRules, { token });
        await renewAll();
        return applied;
      },
      undo: async (runId: string) => {
        const undone = await call(operations.undoDuplicateRuleRun, { runId });
        await renewAll();
        return undone;
      },
    };
  }, [queryClient]);
  return { rules: rules.rules, runs: runs.runs, ...actions };
}
