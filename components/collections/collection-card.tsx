"use client";

import { Ellipsis, Images, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { formatPictures } from "@/lib/client/format";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { averageColour } from "@/lib/client/placeholder";
import type { CollectionView } from "@/lib/collections/schema";

type CollectionCardProps = { collection: CollectionView; onRename: () => void; onDelete: () => void };

/** A collection by its cover, its name and how many pictures it has. */
export function CollectionCard({ collection, onRename, onDelete }: CollectionCardProps) {
  const { id, name, cover, imageCount, tags, isDefault } = collection;
  return (
    <li className="group/card relative min-w-0">
      <Link href={`/collections/${id}`} className="block rounded-lg">
        <span
          className="relative block aspect-square overflow-hidden rounded-lg bg-surface-sunken"
          style={cover?.thumbhash ? { backgroundColor: averageColour(cover.thumbhash) } : undefined}
        >
          {cover?.thumbhash ? (
            // biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off.
            <img
              src={smallThumbnailUrl(cover.id)}
              alt=""
              loading="lazy"
              className="size-full object-cover transition-transform duration-300 group-hover/card:scale-[1.025] motion-reduce:transform-none"
            />
          ) : (
            <span className="flex size-full items-center justify-center text-border-strong">
              <Images size={36} strokeWidth={1.4} aria-hidden />
            </span>
          )}
        </span>
        <span className="mt-2.5 block truncate pr-10 font-semibold text-[0.9375rem] leading-5">{name}</span>
        <span className="mt-0.5 block truncate text-muted text-sm leading-5">
          {formatPictures(imageCount)}
          {tags.length > 0 && ` · ${tags.join(", ")}`}
        </span>
      </Link>
      <div className="absolute right-0 bottom-2">
        <Menu
          trigger={
            <button
              type="button"
              aria-label={`What to do with ${name}`}
              className="inline-flex size-10 items-center justify-center rounded-md text-muted transition-opacity duration-150 hover:bg-hover hover:text-foreground focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-fine:opacity-0 group-hover/card:opacity-100"
            >
              <Ellipsis size={18} aria-hidden />
            </button>
          }
        >
          <MenuItem icon={<Pencil size={16} aria-hidden />} onSelect={onRename}>
            Rename
          </MenuItem>
          {!isDefault && (
            <>
              <MenuSeparator />
              <MenuItem icon={<Trash2 size={16} aria-hidden />} danger onSelect={onDelete}>
                Delete, and keep its pictures
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
    </li>
  );
}
