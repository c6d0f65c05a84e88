"use client";

import { ChevronLeft, Download, LogOut, ScanSearch, Shield, ShieldCheck, Trash2, UserPlus, Users } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { TagField } from "@/components/images/tag-field";
import { MemberList } from "@/components/sharing/member-list";
import { roleName } from "@/components/sharing/roles";
import { ShareDialog } from "@/components/sharing/share-dialog";
import { Badge } from "@/components/ui/badge";
import { Button, buttonClass } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Tooltip } from "@/components/ui/tooltip";
import { collectionArchiveUrl } from "@/lib/client/download";
import { formatPictures } from "@/lib/client/format";
import type { CollectionView } from "@/lib/collections/schema";
import { EditableName } from "./editable-name";
import { RecognitionDialog } from "./recognition-dialog";
import { usePartFromCollection } from "./use-part-from-collection";

type CollectionHeaderProps = {
  collection: CollectionView;
  onSave: (changes: { name?: string; tags?: string[]; isProtected?: boolean }) => void;
  /** Stands beside the count. */
  children?: ReactNode;
};

/** What a collection is called, whose it is, and what its person may do with all of it. */
export function CollectionHeader({ collection, onSave, children }: CollectionHeaderProps) {
  const { name, tags, access, owner } = collection;
  const mayEdit = access === "owner" || access === "editor";
  return (
    <header className="page-x pt-4 pb-4">
      <Link
        href="/collections"
        className="-ml-1.5 inline-flex h-8 items-center gap-0.5 rounded-md pr-2 text-muted text-sm hover:text-foreground"
      >
        <ChevronLeft size={16} aria-hidden />
        Collections
      </Link>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <h1 dir="auto" className="min-w-0 flex-auto break-words text-left font-semibold text-title sm:flex-1">
          {mayEdit ? <EditableName name={name} label={`Rename ${name}`} onSave={(next) => onSave({ name: next })} /> : name}
        </h1>
        <div className="flex items-center gap-1">
          {collection.imageCount > 0 && (access === "owner" || collection.shareOriginals) && <DownloadLink collection={collection} />}
          {access === "owner" && (
            <IconButton
              label={
                collection.isProtected
                  ? "Let rules about duplicates touch its pictures again"
                  : "Protect its pictures from rules about duplicates"
              }
              active={collection.isProtected}
              aria-pressed={collection.isProtected}
              icon={collection.isProtected ? <ShieldCheck size={18} aria-hidden /> : <Shield size={18} aria-hidden />}
              onClick={() => onSave({ isProtected: !collection.isProtected })}
            />
          )}
          {access === "owner" && <RecognitionButton collection={collection} />}
          <HeaderActions collection={collection} />
        </div>
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1">
        <p className="tabular text-muted text-sm">
          {formatPictures(collection.imageCount)}
          {access === "owner" && collection.isShared && " · shared"}
          {collection.isProtected && " · protected"}
        </p>
        {children}
        {access !== "owner" && (
          <p className="flex items-center gap-2 text-muted text-sm">
            of {owner.username}
            <Badge tone="accent">{roleName(access)}</Badge>
          </p>
        )}
        {mayEdit ? (
          <TagField tags={tags} onSave={(next) => onSave({ tags: next })} />
        ) : (
          tags.length > 0 && <p className="text-muted text-sm">{tags.join(", ")}</p>
        )}
      </div>
    </header>
  );
}

function RecognitionButton({ collection }: { collection: CollectionView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label="Recognise things of this collection" icon={<ScanSearch size={18} aria-hidden />} onClick={() => setOpen(true)} />
      {open && <RecognitionDialog collection={collection} onClose={() => setOpen(false)} />}
    </>
  );
}

function DownloadLink({ collection }: { collection: CollectionView }) {
  return (
    <Tooltip label="Download all as a zip">
      <a
        href={collectionArchiveUrl(collection.id)}
        download
        aria-label="Download all as a zip"
        className={buttonClass("quiet", "md", "px-0 w-10")}
      >
        <Download size={18} aria-hidden />
      </a>
    </Tooltip>
  );
}

function HeaderActions({ collection }: { collection: CollectionView }) {
  const router = useRouter();
  const part = usePartFromCollection();
  const [sharing, setSharing] = useState(false);
  if (collection.isDefault) return null;
  if (collection.access !== "owner") {
    return (
      <div className="flex items-center gap-1">
        <IconButton label="Who is in it" icon={<Users size={18} aria-hidden />} onClick={() => setSharing(true)} />
        <Button
          icon={<LogOut size={17} aria-hidden />}
          onClick={() => {
            part.leave(collection);
            router.push("/collections");
          }}
        >
          Leave
        </Button>
        <Dialog open={sharing} onOpenChange={setSharing} title={`Who is in ${collection.name}`} size="sm" readOnly>
          <MemberList collectionId={collection.id} readOnly />
        </Dialog>
      </div>
    );
  }
  return (
    <div className="flex items-center gap-1">
      <Button icon={<UserPlus size={17} aria-hidden />} onClick={() => setSharing(true)}>
        Share
      </Button>
      <IconButton
        label="Delete the collection, and keep its pictures"
        icon={<Trash2 size={18} aria-hidden />}
        onClick={() => {
          part.remove(collection);
          router.push("/collections");
        }}
      />
      <ShareDialog collection={collection} open={sharing} onOpenChange={setSharing} />
    </div>
  );
}
