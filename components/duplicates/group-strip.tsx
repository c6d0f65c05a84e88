"use client";

import { clsx } from "clsx";
import { formatCount } from "@/lib/client/format";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import type { DuplicateGroup } from "@/lib/duplicates/schema";
import { describeGroup } from "./describe-kind";
import { ThumbnailStrip } from "./thumbnail-strip";

type GroupStripProps = { groups: readonly DuplicateGroup[]; at: number; onGo: (index: number) => void };

/** All groups, small, to go to one of them. */
export function GroupStrip({ groups, at, onGo }: GroupStripProps) {
  return (
    <nav aria-label="Groups" className="border-border border-t pt-2">
      <ThumbnailStrip
        label="Groups"
        count={groups.length}
        at={at}
        itemPx={60}
        keyOf={(index) => groups[index]?.id ?? index}
        renderItem={(index) => {
          const group = groups[index];
          return group && <GroupThumbnail group={group} current={index === at} onGo={() => onGo(index)} />;
        }}
      />
    </nav>
  );
}

function GroupThumbnail({ group, current, onGo }: { group: DuplicateGroup; current: boolean; onGo: () => void }) {
  return (
    <button
      type="button"
      aria-label={describeGroup(group)}
      aria-current={current ? "true" : undefined}
      onClick={onGo}
      className={clsx(
        "relative block size-14 overflow-hidden rounded-sm outline-2 outline-transparent -outline-offset-2 hover:opacity-100",
        current ? "outline-accent" : "opacity-70",
      )}
    >
      {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
      <img src={smallThumbnailUrl(group.suggestedKeepId)} alt="" loading="lazy" className="size-full bg-placeholder object-cover" />
      <span className="tabular absolute right-0.5 bottom-0.5 rounded-sm bg-black/70 px-1 font-medium text-2xs text-white leading-4">
        {formatCount(group.imageCount)}
      </span>
      {group.heldCount > 0 && <span className="absolute top-1 left-1 size-2 rounded-full bg-accent ring-2 ring-white" />}
    </button>
  );
}
