"use client";

import { ChevronLeft, History } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DecidedRow } from "./decided-row";
import { type DecidedList, useDecided } from "./use-decided";

/** What was decided about duplicates, the latest first, and the way back from each of it. */
export function DecidedPage({ initial }: { initial: DecidedList }) {
  const { groups, takeBack, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useDecided(initial);
  const isEmpty = groups.length === 0 && !hasNextPage;
  return (
    <>
      <Link href="/duplicates" className="page-x mt-4 inline-flex h-8 items-center gap-0.5 text-muted text-sm hover:text-foreground">
        <ChevronLeft size={16} aria-hidden />
        Duplicates
      </Link>
      <PageHeader
        title="Decided"
        description={isEmpty ? undefined : "What you or your rules decided about duplicates. Take it back, and you are asked again."}
      />
      {isEmpty ? (
        <EmptyState
          icon={<History size={24} />}
          title="Nothing decided yet"
          actions={
            <Button asChild>
              <Link href="/duplicates">To the duplicates</Link>
            </Button>
          }
        >
          What you decide about pictures that repeat each other is listed here, so that you can take it back.
        </EmptyState>
      ) : (
        <section className="page-x max-w-4xl pb-10" aria-label="Decisions">
          <ul className="divide-y divide-border border-border border-y">
            {groups.map((group) => (
              <DecidedRow key={group.decidedAt} group={group} onTakeBack={takeBack} />
            ))}
          </ul>
          {error && (
            <p role="alert" className="mt-3 text-danger text-sm">
              {error.message}
            </p>
          )}
          {hasNextPage && (
            <Button className="mt-4" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show earlier ones
            </Button>
          )}
        </section>
      )}
    </>
  );
}
