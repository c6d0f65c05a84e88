"use client";

import { Ellipsis, Images, LogOut, Pencil, Trash2, UserPlus, Users } from "lucide-react";
import Link from "next/link";
import { roleName } from "@/components/sharing/roles";
import { Badge } from "@/components/ui/badge";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { formatPictures } from "@/lib/client/format";
import type { CollectionView } from "@/lib/collections/schema";
import { CardCover } from "./card-cover";

export type CollectionCardActions = { share: () => void; rename: () => void; remove: () => void; leave: () => void };

/** A collection by its cover, its name, how many pictures it has, and whose it is when it is shared. */
export function CollectionCard({ collection, actions }: { collection: CollectionView; actions: CollectionCardActions }) {
  const { id, name, cover, imageCount, tags, access, owner, isShared } = collection;
  const notes = [formatPictures(imageCount), access !== "owner" && `of ${owner.username}`, ...tags].filter(Boolean);
  return (
    <li className="group/card relative min-w-0">
      <Link href={`/collections/${id}`} className="block rounded-lg">
        <CardCover
          cover={cover}
          empty={
            <span className="flex size-full items-center justify-center text-border-strong">
              <Images size={36} strokeWidth={1.4} aria-hidden />
            </span>
          }
        >
          {access === "owner" && isShared && (
            <span className="absolute right-2 bottom-2 flex size-7 items-center justify-center rounded-full bg-black/55 text-white">
              <Users size={15} role="img" aria-label="Shared" />
            </span>
          )}
          {access !== "owner" && <Badge className="absolute bottom-2 left-2 bg-surface-raised text-foreground">{roleName(access)}</Badge>}
        </CardCover>
        <span dir="auto" title={name} className="mt-2.5 block truncate pr-10 text-left font-semibold text-[0.9375rem] leading-5">
          {name}
        </span>
        <span className="mt-0.5 block truncate text-muted text-sm leading-5">{notes.join(" · ")}</span>
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
          <CardMenu collection={collection} actions={actions} />
        </Menu>
      </div>
    </li>
  );
}

function CardMenu({ collection, actions }: { collection: CollectionView; actions: CollectionCardActions }) {
  const { access, isDefault } = collection;
  return (
    <>
      {access === "owner" && !isDefault && (
        <MenuItem icon={<UserPlus size={16} aria-hidden />} onSelect={actions.share}>
          Share
        </MenuItem>
      )}
      {(access === "owner" || access === "editor") && (
        <MenuItem icon={<Pencil size={16} aria-hidden />} onSelect={actions.rename}>
          Rename
        </MenuItem>
      )}
      {access === "owner" && !isDefault && (
        <>
          <MenuSeparator />
          <MenuItem icon={<Trash2 size={16} aria-hidden />} danger onSelect={actions.remove}>
            Delete, and keep its pictures
          </MenuItem>
        </>
      )}
      {access !== "owner" && (
        <MenuItem icon={<LogOut size={16} aria-hidden />} danger onSelect={actions.leave}>
          Leave
        </MenuItem>
      )}
    </>
  );
}
