"use client";

import { ChevronDown, ChevronUp, Pencil, Trash2 } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import { Switch } from "@/components/ui/switch";
import type { DuplicateRule } from "@/lib/duplicates/rules/schema";
import { describeRule } from "./rule-words";

type RuleCardProps = {
  rule: DuplicateRule;
  collectionNames: ReadonlyMap<string, string>;
  onEnable: (enabled: boolean) => void;
  onEdit: () => void;
  onDelete: () => void;
  /** Undefined: it is the first, or the last. */
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
};

/** One rule: what it says, whether it acts alone, and its place among the others. */
export function RuleCard({ rule, collectionNames, onEnable, onEdit, onDelete, onUp, onDown }: RuleCardProps) {
  return (
    <li className="rounded-lg border border-border bg-surface px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-3">
        <div className="min-w-0 flex-1 basis-64 pt-1.5">
          <h3 className="break-words font-semibold">{rule.name}</h3>
          <p className="mt-0.5 text-muted text-sm leading-5">{describeRule(rule, collectionNames)}</p>
        </div>
        <div className="-mr-2 flex shrink-0">
          <IconButton label="Earlier: it decides before" disabled={!onUp} icon={<ChevronUp size={18} aria-hidden />} onClick={onUp} />
          <IconButton
            label="Later: others decide before"
            disabled={!onDown}
            icon={<ChevronDown size={18} aria-hidden />}
            onClick={onDown}
          />
          <IconButton label="Change the rule" icon={<Pencil size={17} aria-hidden />} onClick={onEdit} />
          <IconButton label="Delete the rule" icon={<Trash2 size={17} aria-hidden />} onClick={onDelete} />
        </div>
      </div>
      <div className="mt-2 border-border border-t pt-1.5">
        <Switch
          label="Acts alone"
          hint="On new duplicates, as they are found. What it does can be undone below."
          checked={rule.enabled}
          onCheckedChange={onEnable}
        />
      </div>
    </li>
  );
}
