"use client";

import { ChevronDown, ChevronUp, Pause, Play, RotateCw, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Progress } from "@/components/ui/progress";
import { formatCount } from "@/lib/client/format";
import { describeEnds, describeIgnored, describeTitle, describeTransfer } from "@/lib/client/uploads/describe-uploads";
import type { DuplicatePolicy } from "@/lib/client/uploads/duplicate-policy";
import type { UploadSession } from "@/lib/client/uploads/upload-session";
import type { UploadSummary } from "@/lib/client/uploads/upload-store";
import { DuplicateChoice } from "./duplicate-choice";
import { UploadList } from "./upload-list";
import { useUploadSummary } from "./upload-provider";

type UploadPanelProps = {
  session: UploadSession;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  duplicatePolicy: DuplicatePolicy;
  onDuplicatePolicyChange: (policy: DuplicatePolicy) => void;
};

/** How far everything that was added is: docked at the corner, on phones at the bottom. */
export function UploadPanel({ session, open, onOpenChange, duplicatePolicy, onDuplicatePolicyChange }: UploadPanelProps) {
  const summary = useUploadSummary(session);
  const ignored = describeIgnored(summary.ignored);
  if (summary.files === 0 && !ignored && summary.lost === 0) return null;
  return (
    <section
      aria-label="Uploads"
      className="fixed inset-x-3 bottom-[calc(4.5rem+env(safe-area-inset-bottom))] z-30 flex max-h-[min(34rem,70dvh)] animate-rise flex-col overflow-hidden rounded-xl border border-border bg-surface-raised sm:left-auto sm:w-[26rem] lg:right-5 lg:bottom-5"
    >
      <Announcement summary={summary} />
      <PanelHeader session={session} summary={summary} open={open} onOpenChange={onOpenChange} />
      <div className="px-4 pb-3">
        <Progress
          label="All files"
          value={summary.totalBytes > 0 ? summary.doneBytes / summary.totalBytes : 1}
          tone={summary.ended === summary.files && summary.counts.failed === 0 ? "success" : "accent"}
        />
        <p className="tabular mt-2 text-muted text-sm leading-5">
          {formatCount(summary.ended)} of {formatCount(summary.files)} · {describeTransfer(summary)}
        </p>
        <Notes summary={summary} ignored={ignored} />
      </div>
      {open && (
        <>
          <UploadList session={session} summary={summary} />
          <div className="border-border border-t px-4 pt-2.5 pb-3">
            <DuplicateChoice label="Duplicates in what you add next" value={duplicatePolicy} onChange={onDuplicatePolicyChange} />
          </div>
        </>
      )}
    </section>
  );
}

type HeaderProps = Pick<UploadPanelProps, "session" | "open" | "onOpenChange"> & { summary: UploadSummary };

function PanelHeader({ session, summary, open, onOpenChange }: HeaderProps) {
  const { queue } = session;
  const left = summary.files - summary.ended - summary.counts.processing;
  return (
    <header className="flex items-center gap-1 py-2 pr-2 pl-4">
      <h2 className="min-w-0 flex-1 truncate font-semibold text-[0.9375rem]">{describeTitle(summary)}</h2>
      {summary.counts.failed > 0 && (
        <Button size="sm" variant="quiet" icon={<RotateCw size={15} aria-hidden />} onClick={() => queue.retryAll()}>
          Retry {formatCount(summary.counts.failed)}
        </Button>
      )}
      {left > 0 && !summary.halt && (
        <IconButton size="sm" label="Pause" icon={<Pause size={17} aria-hidden />} onClick={() => queue.pause()} />
      )}
      {left > 0 && summary.halt && (
        <IconButton size="sm" label="Resume" icon={<Play size={17} aria-hidden />} onClick={() => queue.resume()} />
      )}
      <IconButton
        size="sm"
        label={open ? "Hide the files" : "Show the files"}
        aria-expanded={open}
        icon={open ? <ChevronDown size={18} aria-hidden /> : <ChevronUp size={18} aria-hidden />}
        onClick={() => onOpenChange(!open)}
      />
      <CloseButton session={session} unfinished={left} />
    </header>
  );
}

/** Closing while files are unsent takes a second press, since it takes them back. */
function CloseButton({ session, unfinished }: { session: UploadSession; unfinished: number }) {
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (!asking) return;
    const timer = setTimeout(() => setAsking(false), 4_000);
    return () => clearTimeout(timer);
  }, [asking]);
  if (asking && unfinished > 0) {
    return (
      <Button size="sm" variant="danger-quiet" onClick={() => session.queue.clear()}>
        Stop {formatCount(unfinished)}
      </Button>
    );
  }
  const close = () => (unfinished > 0 ? setAsking(true) : session.store.clearEnded());
  return <IconButton size="sm" label={unfinished > 0 ? "Stop and close" : "Close"} icon={<X size={18} aria-hidden />} onClick={close} />;
}

function Notes({ summary, ignored }: { summary: UploadSummary; ignored: string | undefined }) {
  const ends = describeEnds(summary);
  return (
    <ul className="text-sm leading-5">
      {ends.length > 0 && <li className="mt-1">{ends.join(" · ")}</li>}
      {ignored && <li className="mt-1 text-muted">{ignored}</li>}
      {summary.lost > 0 && (
        <li className="mt-1 text-warning">
          {formatCount(summary.lost)} files were too many to keep over the reload. Add their folder again: what is here already is not sent
          twice.
        </li>
      )}
      {summary.halt === "signed-out" && (
        <li className="mt-1">
          <a href="/sign-in" target="_blank" rel="noreferrer" className="text-accent underline">
            Sign in
          </a>
          , then press Resume.
        </li>
      )}
    </ul>
  );
}

const announceEveryMs = 10_000;

/** For screen readers: when it begins, every ten seconds, and when it ends. */
function Announcement({ summary }: { summary: UploadSummary }) {
  const [said, setSaid] = useState({ text: "", atMs: 0 });
  const ended = summary.ended === summary.files;
  useEffect(() => {
    const text = ended ? describeEnds(summary).join(", ") : `${summary.ended} of ${summary.files} files finished`;
    const dueMs = ended ? 0 : said.atMs + announceEveryMs - Date.now();
    if (text === said.text) return;
    const timer = setTimeout(() => setSaid({ text, atMs: Date.now() }), Math.max(0, dueMs));
    return () => clearTimeout(timer);
  }, [ended, summary, said]);
  return (
    <p role="status" className="sr-only">
      {said.text}
    </p>
  );
}
