"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Heart } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { OutputOf } from "@/lib/api/operation";
import type { GridLayout, PlacedSection } from "@/lib/client/grid-layout";
import { Selection } from "@/lib/client/selection";
import { openImage } from "@/lib/client/sequence";
import { createTimelineSequence } from "@/lib/client/timeline-query";
import { useTimeline } from "@/lib/client/use-timeline";
import type { getTimeline } from "@/lib/images/list-schema";
import { DayHeading } from "./day-heading";
import { EmptyLibrary } from "./empty-library";
import { PhotoGrid } from "./photo-grid";
import { SelectionBar } from "./selection-bar";
import { TimelineScrubber } from "./timeline-scrubber";

type TimelineProps = { favourite?: boolean; initial?: OutputOf<typeof getTimeline>; addresses: readonly string[] };

/** The whole library by the day each picture was taken, newest first. */
export function Timeline({ favourite = false, initial, addresses }: TimelineProps) {
  const queryClient = useQueryClient();
  const timeline = useTimeline(favourite, initial);
  const [selection] = useState(() => new Selection());
  const [placed, setPlaced] = useState<{ layout: GridLayout; element: HTMLElement }>();
  const sequence = useMemo(() => createTimelineSequence(queryClient, favourite), [queryClient, favourite]);
  const sections = useMemo(() => timeline.days?.map((day) => ({ key: day.day, ratios: day.ratios })), [timeline.days]);

  const onLayout = useCallback((layout: GridLayout, element: HTMLElement) => setPlaced({ layout, element }), []);

  const { resolveRange } = timeline;
  const selectDay = useCallback(
    (section: PlacedSection) => void resolveRange(section.start, section.start + section.count).then((ids) => selection.add(ids)),
    [resolveRange, selection],
  );

  if (timeline.error && !sections) {
    return (
      <EmptyState title="The timeline cannot be loaded" actions={<Button onClick={() => void timeline.refetch()}>Try again</Button>}>
        {timeline.error.message}
      </EmptyState>
    );
  }
  if (!sections) return <div className="min-h-dvh" aria-busy />;
  if (sections.length === 0) return favourite ? <NoFavourites /> : <EmptyLibrary addresses={addresses} />;

  return (
    <div data-timeline className="page-x pt-1 lg:pr-14">
      <h1 className="sr-only">{favourite ? "Favourites" : "Timeline"}</h1>
      <SelectionBar selection={selection} />
      <PhotoGrid
        label={favourite ? "Favourites, newest first" : "All pictures, newest first"}
        sections={sections}
        headingPx={52}
        renderHeading={(section) => <DayHeading section={section} onSelect={selectDay} />}
        imageAt={timeline.imageAt}
        indexOf={timeline.indexOf}
        resolveRange={timeline.resolveRange}
        onVisible={timeline.onVisible}
        onOpen={(image) => openImage(image, sequence)}
        onLayout={onLayout}
        selection={selection}
      />
      {placed && <TimelineScrubber {...placed} />}
    </div>
  );
}

function NoFavourites() {
  return (
    <>
      <h1 className="sr-only">Favourites</h1>
      <EmptyState icon={<Heart size={24} />} title="No favourites yet">
        Press F on a picture, or the heart while it is open, and it is kept here too.
      </EmptyState>
    </>
  );
}
