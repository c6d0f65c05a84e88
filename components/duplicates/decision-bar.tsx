"use client";

import { ArrowRight, Check, Layers2, Trash2, Unlink2 } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { describeKept } from "@/lib/client/duplicates/group-choice";

type DecisionBarProps = {
  total: number;
  kept: number;
  /** Too many to say of them all that they are not related. */
  tooMany: boolean;
  onKeep: () => void;
  onDismiss: () => void;
  onStack: () => void;
  onSkip: () => void;
  onDiscard: () => void;
};

/** What can be decided about a group, at the thumb on a phone. */
export function DecisionBar({ total, kept, tooMany, onKeep, onDismiss, onStack, onSkip, onDiscard }: DecisionBarProps) {
  const alone = total === 1;
  const trashes = !alone && kept < total;
  return (
    <div
      role="toolbar"
      data-decisions
      aria-label="Decide about this group"
      className="page-x flex gap-1.5 border-border border-t bg-background py-2 max-lg:fixed max-lg:inset-x-0 max-lg:bottom-[calc(4rem+env(safe-area-inset-bottom))] max-lg:z-20 lg:border-t-0"
    >
      <Button
        variant="primary"
        className="min-w-0 max-lg:flex-1"
        disabled={kept === 0 || (kept === total && tooMany)}
        icon={trashes ? <Trash2 size={16} aria-hidden /> : <Check size={16} aria-hidden />}
        onClick={onKeep}
      >
        <span className="truncate">{describeKept(total, kept)}</span>
        <KeyCap onPrimary>Enter</KeyCap>
      </Button>
      {alone ? (
        <BarButton label="To the trash" icon={<Trash2 size={16} aria-hidden />} onClick={onDiscard} />
      ) : (
        <>
          <BarButton label="Not related" keyCap="A" icon={<Unlink2 size={16} aria-hidden />} onClick={onDismiss} disabled={tooMany} />
          <BarButton label="Stack" keyCap="S" icon={<Layers2 size={16} aria-hidden />} onClick={onStack} />
        </>
      )}
      <BarButton label="Skip" keyCap="J" icon={<ArrowRight size={16} aria-hidden />} onClick={onSkip} />
      {tooMany && <p className="self-center px-2 text-muted text-sm leading-5 max-lg:hidden">Too many to set apart at once.</p>}
    </div>
  );
}

type BarButtonProps = { label: string; keyCap?: string; icon: ReactNode; onClick: () => void; disabled?: boolean };

/** On a phone an icon over a word. */
function BarButton({ label, keyCap, icon, onClick, disabled }: BarButtonProps) {
  return (
    <Button
      disabled={disabled}
      className="max-sm:flex-col max-sm:gap-0! max-sm:border-transparent max-sm:bg-transparent max-sm:px-1.5! max-sm:text-2xs"
      icon={icon}
      onClick={onClick}
    >
      {label}
      {keyCap && <KeyCap>{keyCap}</KeyCap>}
    </Button>
  );
}

function KeyCap({ children, onPrimary }: { children: string; onPrimary?: boolean }) {
  return (
    <span className="hidden lg:pointer-fine:inline-flex">
      <Kbd {...(onPrimary && { inverted: true })}>{children}</Kbd>
    </span>
  );
}
