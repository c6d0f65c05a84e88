import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { getTimeline, listTimelineImages } from "../images/list-schema";
import type { ImageTile } from "../images/schema";
import { limits } from "../limits";
import { call } from "./call";
import { queryKeys } from "./query-keys";
import type { Sequence } from "./sequence";
import { type DayPage, type DecodedDay, decodeDays, pagesOf } from "./timeline-days";

export const timelinePageSize = limits.page.timelineImagesMax;

/** Every day of the timeline, or of its favourites. */
export function timelineQuery(favourite: boolean) {
  return queryOptions({
    queryKey: queryKeys.timeline(favourite),
    queryFn: ({ signal }) => call(getTimeline, favourite ? { favourite: "true" } : {}, { signal }),
    structuralSharing: false,
  });
}

/** One page of a day; asked again only when the day's shape changes or the change feed says so. */
export function timelinePageQuery(favourite: boolean, page: DayPage) {
  return queryOptions({
    queryKey: queryKeys.timelinePage(favourite, page),
    queryFn: ({ signal }) =>
      call(
        listTimelineImages,
        { day: page.day, offset: page.offset, limit: timelinePageSize, ...(favourite && { favourite: "true" }) },
        { signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** The ids of the images `[from, until)` of the timeline, four requests at a time. */
export async function resolveTimelineRange(
  queryClient: QueryClient,
  favourite: boolean,
  days: readonly DecodedDay[],
  from: number,
  until: number,
): Promise<string[]> {
  const pages = pagesOf(days, from, until, timelinePageSize);
  const found: ImageTile[][] = [];
  let next = 0;
  const take = async () => {
    while (next < pages.length) {
      const at = next++;
      const page = pages[at] as DayPage;
      const { images } = await queryClient.fetchQuery(timelinePageQuery(favourite, page));
      found[at] = images.filter((_, index) => page.start + index >= from && page.start + index < until);
    }
  };
  await Promise.all([take(), take(), take(), take()]);
  return found.flat().map((image) => image.id);
}

/** The timeline as a sequence for the viewer: it needs no page of it to be loaded. */
export function createTimelineSequence(queryClient: QueryClient, favourite: boolean): Sequence {
  const loadImage = async (days: readonly DecodedDay[], index: number) => {
    const [page] = pagesOf(days, index, index + 1, timelinePageSize);
    if (!page) return undefined;
    const { images } = await queryClient.fetchQuery(timelinePageQuery(favourite, page));
    return images[index - page.start];
  };
  return {
    neighbour: async (image, step) => {
      const days = decodeDays((await queryClient.ensureQueryData(timelineQuery(favourite))).days);
      const index = await findTimelineIndex(queryClient, favourite, days, image);
      return index < 0 ? undefined : loadImage(days, index + step);
    },
  };
}

/** Where an image is in the timeline, or -1. */
async function findTimelineIndex(
  queryClient: QueryClient,
  favourite: boolean,
  days: readonly DecodedDay[],
  image: ImageTile,
): Promise<number> {
  const day = days.find((candidate) => candidate.day === image.takenLocal.slice(0, 10));
  if (!day) return -1;
  for (const page of pagesOf(days, day.start, day.start + day.count, timelinePageSize)) {
    const { images } = await queryClient.fetchQuery(timelinePageQuery(favourite, page));
    const at = images.findIndex((candidate) => candidate.id === image.id);
    if (at >= 0) return page.start + at;
  }
  return -1;
}
