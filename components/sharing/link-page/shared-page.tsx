"use client";

import { FolderDown, Images } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { GridSkeleton } from "@/components/images/grid-skeleton";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Logo } from "@/components/ui/logo";
import { formatPictures } from "@/lib/client/format";
import { sharedArchiveUrl } from "@/lib/client/shared-address";
import { type SharedPage as ImagesPage, useSharedImages } from "@/lib/client/use-shared-images";
import type { SharedView } from "@/lib/sharing/link-schema";
import { AddPictures } from "./add-pictures";
import { describeEnd, titleOf } from "./describe-shared";
import { SharedGrid } from "./shared-grid";
import { SharedViewer } from "./shared-viewer";
import { useOpenImage } from "./use-open-image";

type SharedPageProps = { token: string; view: SharedView; initialImages?: ImagesPage };

/** What a share link shows to whoever has it: a title, pictures, and what may be done with them. */
export function SharedPage({ token, view, initialImages }: SharedPageProps) {
  const [fillingUntil, setFillingUntil] = useState(0);
  const { images, total, error, refetch, loadMore } = useSharedImages(token, initialImages, fillingUntil);
  const opened = useOpenImage();
  const [returnTo, setReturnTo] = useState<number>();
  const index = images && opened.id ? images.findIndex(({ id }) => id === opened.id) : -1;
  const count = images ? total : view.imageCount;
  const title = titleOf(view);
  const onAdded = useCallback(() => {
    setFillingUntil(Date.now() + 60_000);
    void refetch();
  }, [refetch]);
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    if (images && index >= images.length - 5) void loadMore();
  }, [images, index, loadMore]);

  return (
    <div className="flex min-h-dvh flex-col">
      <main className="flex-1 pb-10">
        <header className="page-x flex flex-wrap items-end justify-between gap-x-6 gap-y-3 pt-8 pb-5 sm:pt-12">
          <div className="min-w-0">
            <h1 dir="auto" className="break-words text-left font-semibold text-title">
              {title}
            </h1>
            <p className="tabular mt-1 text-muted text-sm" suppressHydrationWarning>
              {[`Shared by ${view.ownerName}`, formatPictures(count), describeEnd(view.expiresAt)].filter(Boolean).join(" · ")}
            </p>
          </div>
          {view.allowDownload && count > 0 && (
            <a href={sharedArchiveUrl(token)} download className={buttonClass("secondary")}>
              <FolderDown size={17} aria-hidden />
              Save all as a zip
            </a>
          )}
        </header>
        {view.allowAdd && <AddPictures token={token} onAdded={onAdded} />}
        <div className="page-x">
          {error && !images ? (
            <EmptyState title="The pictures cannot be loaded" actions={<Button onClick={() => void refetch()}>Try again</Button>}>
              {error.message}
            </EmptyState>
          ) : !images ? (
            <GridSkeleton />
          ) : images.length === 0 ? (
            <EmptyState icon={<Images size={24} />} title="Nothing in here yet">
              {view.allowAdd ? "Add the first pictures." : "Pictures appear here as soon as they are added."}
            </EmptyState>
          ) : (
            <SharedGrid
              token={token}
              images={images}
              loadMore={loadMore}
              returnTo={index >= 0 ? undefined : returnTo}
              onOpen={(at) => opened.open(images[at]?.id ?? "")}
            />
          )}
        </div>
      </main>
      <footer className="page-x flex items-center justify-center gap-2 pb-8 text-muted text-sm">
        <Logo size={20} withName={false} />
        Shown by Magpie, a private image library
      </footer>
      {images && index >= 0 && (
        <SharedViewer
          token={token}
          images={images}
          index={index}
          total={count}
          mayDownload={view.allowDownload}
          onShow={(at) => opened.show(images[at]?.id ?? "")}
          onClose={() => {
            setReturnTo(index);
            opened.close();
          }}
        />
      )}
    </div>
  );
}
