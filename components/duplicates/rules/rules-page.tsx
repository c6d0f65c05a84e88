"use client";

import { ChevronLeft, ListChecks, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { showError, showMessage, showUndo } from "@/components/ui/toast";
import { formatPictures } from "@/lib/client/format";
import { type DuplicateRule, ruleCondition } from "@/lib/duplicates/rules/schema";
import { RuleCard } from "./rule-card";
import { type RuleDraft, RuleForm } from "./rule-form";
import { RulePreview } from "./rule-preview";
import { RuleRuns } from "./rule-runs";
import { formats, sameness, sizes } from "./rule-words";
import { type Rules, type Runs, useRules } from "./use-rules";

type RulesPageProps = { initialRules: Rules; initialRuns: Runs; collections: readonly { id: string; name: string }[] };

const samePixels: RuleDraft = {
  name: "",
  condition: ruleCondition.parse({ ...sameness.pixels?.value }),
  action: { do: "keep", by: "most-metadata" },
};
const jpegAgainstRaw: RuleDraft = {
  name: "",
  condition: ruleCondition.parse({ ...sameness.view?.value, ...sizes.ratio?.value, formats: formats.raw?.value }),
  action: { do: "stack", by: "suggested" },
};

/** What a person wants decided about duplicates without being asked: written, tried, done and undone. */
export function RulesPage({ initialRules, initialRuns, collections }: RulesPageProps) {
  const { rules, runs, create, update, remove, apply, undo } = useRules(initialRules, initialRuns);
  const [writing, setWriting] = useState<{ draft: RuleDraft; ruleId?: string }>();
  const [trying, setTrying] = useState(false);
  const names = new Map(collections.map(({ id, name }) => [id, name]));

  const save = async (draft: RuleDraft) => {
    await (writing?.ruleId ? update(writing.ruleId, draft) : create(draft));
    setWriting(undefined);
  };
  const deleteRule = (rule: DuplicateRule) => {
    const { name, condition, action } = rule;
    remove(rule.id)
      .then(() => showUndo("Rule deleted", () => void create({ name, condition, action }).catch(showError)))
      .catch(showError);
  };
  const undoRun = async (runId: string) => {
    try {
      const { left } = await undo(runId);
      const why = "They were deleted for good or moved by somebody since.";
      showMessage("Undone", left.length > 0 ? `${formatPictures(left.length)} stayed where they are. ${why}` : undefined);
    } catch (error) {
      showError(error);
    }
  };
  const applyPlan = async (token: string) => {
    const { run } = await apply(token);
    setTrying(false);
    showUndo("Done as shown", () => void undoRun(run.id));
  };
  const change = (ruleId: string, changes: Parameters<typeof update>[1]) => void update(ruleId, changes).catch(showError);

  return (
    <>
      <Link href="/duplicates" className="page-x mt-4 inline-flex h-8 items-center gap-0.5 text-muted text-sm hover:text-foreground">
        <ChevronLeft size={16} aria-hidden />
        Duplicates
      </Link>
      <PageHeader
        title="Rules"
        description="What to do with duplicates that are always decided the same way."
        actions={
          rules.length > 0 && (
            <>
              <Button disabled={trying} onClick={() => setTrying(true)}>
                Show what would happen
              </Button>
              <Button variant="primary" icon={<Plus size={17} aria-hidden />} onClick={() => setWriting({ draft: samePixels })}>
                New rule
              </Button>
            </>
          )
        }
      />
      {rules.length === 0 ? (
        <EmptyState
          icon={<ListChecks size={24} />}
          title="No rules yet"
          actions={
            <>
              <Button onClick={() => setWriting({ draft: samePixels })}>Same pixels: keep the best described</Button>
              <Button onClick={() => setWriting({ draft: jpegAgainstRaw })}>JPEG and raw: stack them</Button>
            </>
          }
        >
          A rule decides about duplicates that fit it. You see exactly what it would do before it does anything, and can undo all of it.
          Begin with one of these and change it as you like.
        </EmptyState>
      ) : (
        <div className="page-x flex max-w-4xl flex-col gap-4">
          {trying && <RulePreview version={versionOf(rules)} onApply={applyPlan} onClose={() => setTrying(false)} />}
          <ul className="flex flex-col gap-3">
            {rules.map((rule, index) => (
              <RuleCard
                key={rule.id}
                rule={rule}
                collectionNames={names}
                onEnable={(enabled) => change(rule.id, { enabled })}
                onEdit={() => setWriting({ draft: rule, ruleId: rule.id })}
                onDelete={() => deleteRule(rule)}
                onUp={index > 0 ? () => change(rule.id, { before: rules[index - 1]?.id ?? null }) : undefined}
                onDown={index < rules.length - 1 ? () => change(rule.id, { before: rules[index + 2]?.id ?? null }) : undefined}
              />
            ))}
          </ul>
          <p className="text-muted text-sm">
            Of several rules that fit, the first decides. Pictures of a protected collection are never touched, nor kept in exchange for
            others: what repeats one of them is left to you. Protect a collection by the shield on its page.
          </p>
        </div>
      )}
      <RuleRuns runs={runs} onUndo={undoRun} />
      <RuleForm
        draft={writing?.draft}
        isNew={!writing?.ruleId}
        collections={collections}
        onClose={() => setWriting(undefined)}
        onSave={save}
      />
    </>
  );
}

/** Another text when what the rules would do may have changed. */
function versionOf(rules: readonly DuplicateRule[]): string {
  return rules.map(({ id, updatedAt }) => id + updatedAt).join(" ");
}
