"use client";

import { clsx } from "clsx";
import { ArrowLeft, ChevronLeft, ChevronRight, Download, FolderPlus, Heart, Info, RotateCcw, Scan, ScanSearch, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { useCallback, useRef, useState } from "react";
import { RegionDialog } from "@/components/search/region-dialog";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { keepForToasts } from "@/components/ui/keep-for-toasts";
import { Spinner } from "@/components/ui/spinner";
import { largeThumbnailUrl } from "@/lib/client/image-address";
import { searchAddressOf } from "@/lib/client/search-wish";
import { findOpened, showImage } from "@/lib/client/sequence";
import { useIdle } from "@/lib/client/use-idle";
import { useShortcut } from "@/lib/client/use-shortcut";
import { useViewedImage, type ViewedImage } from "@/lib/client/use-viewed-image";
import type { Swipe } from "@/lib/client/zoom";
import type { ImageTile } from "@/lib/images/schema";
import { AddToCollectionDialog } from "./add-to-collection-dialog";
import type { StageHandle } from "./picture-stage";
import { useImageActions } from "./use-image-actions";
import { ViewerInformation } from "./viewer-information";
import { ViewerStack } from "./viewer-stack";
import { ViewerStage } from "./viewer-stage";

/** One picture over the whole window. */
export function Viewer({ imageId }: { imageId: string }) {
  const router = useRouter();
  const viewed = useViewedImage(imageId);
  const stage = useRef<StageHandle>(null);
  const [informed, setInformed] = useState(false);
  const [collecting, setCollecting] = useState(false);
  const chrome = useIdle(2_600);
  const { tile } = viewed;

  const close = useCallback(() => {
    if (findOpened()) window.history.back();
    else router.push("/");
  }, [router]);
  const go = async (step: 1 | -1) => {
    const image = await viewed.find(step).catch(() => undefined);
    if (image) showImage(image);
    else stage.current?.reset();
  };
  const may = { isOwn: tile?.access === "owner", mayDownload: tile?.access === "owner" || Boolean(viewed.view?.originalUrl) };
  const actions = useViewerActions(viewed, close, may);
  const onSwipe = (swipe: Swipe) => {
    if (swipe === "close") close();
    else void go(swipe === "next" ? 1 : -1);
  };

  useShortcut("viewerPrevious", () => void go(-1));
  useShortcut("viewerNext", () => void go(1));
  useShortcut("viewerZoomIn", () => stage.current?.zoomBy(1.5));
  useShortcut("viewerZoomOut", () => stage.current?.zoomBy(1 / 1.5));
  useShortcut("viewerZoomReset", () => stage.current?.reset());
  useShortcut("viewerInformation", () => setInformed(!informed));
  useShortcut("viewerFavourite", actions.favourite);
  useShortcut("viewerCollect", () => may.isOwn && setCollecting(true));
  useShortcut("viewerDownload", actions.download);
  useShortcut("viewerTrash", actions.trashOrRestore);

  const hidden = chrome.idle && !informed;
  const overlay = clsx("transition-opacity duration-200 focus-within:opacity-100", hidden && "opacity-0");
  return (
    <Radix.Root open>
      <Radix.Portal>
        <Radix.Content
          data-viewer
          data-theme="dark"
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          onEscapeKeyDown={(event) => {
            event.preventDefault();
            if (!(event.target as Element).matches("input, textarea")) close();
          }}
          onInteractOutside={keepForToasts}
          onPointerMove={(event) => event.pointerType === "mouse" && chrome.wake()}
          className={clsx(
            "fixed inset-0 z-40 flex animate-fade flex-col bg-[oklch(0.13_0.006_255)] text-foreground focus:outline-none lg:flex-row",
            hidden && "cursor-none",
          )}
        >
          <Radix.Title className="sr-only">{tile?.originalName ?? "Picture"}</Radix.Title>
          <div className="relative flex min-h-0 min-w-0 flex-1">
            {tile ? (
              <ViewerStage
                image={tile}
                handle={stage}
                onSwipe={onSwipe}
                onTap={(pointerType) => pointerType !== "mouse" && chrome.toggle()}
              />
            ) : (
              <Nothing error={viewed.error} onClose={close} />
            )}
            <div
              className={clsx(
                "absolute inset-x-0 top-0 flex items-center gap-1 bg-linear-to-b from-black/60 to-transparent p-2 pb-8",
                overlay,
              )}
            >
              <IconButton label="Back" shortcut="Esc" icon={<ArrowLeft size={22} aria-hidden />} onClick={close} />
              <p dir="auto" title={tile?.originalName} className="mr-auto min-w-0 truncate pl-1 text-left text-sm">
                {tile?.originalName}
              </p>
              {tile && <ViewerButtons tile={tile} {...may} actions={actions} onCollect={() => setCollecting(true)} />}
              <IconButton
                label="Information"
                shortcut="I"
                active={informed}
                aria-pressed={informed}
                icon={<Info size={21} aria-hidden />}
                onClick={() => setInformed(!informed)}
              />
            </div>
            {viewed.view?.stack && <ViewerStack imageId={viewed.view.id} stack={viewed.view.stack} className={overlay} />}
            <Turn side="left" label="Previous picture" image={viewed.previous} className={overlay} />
            <Turn side="right" label="Next picture" image={viewed.next} className={overlay} />
          </div>
          {informed && <ViewerInformation view={viewed.view} onClose={() => setInformed(false)} />}
          {tile && <AddToCollectionDialog imageIds={[tile.id]} open={collecting} onOpenChange={setCollecting} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type ViewerActions = ReturnType<typeof useViewerActions>;
/** A picture of somebody else can be looked at, and saved where they allow it. */
type May = { isOwn: boolean; mayDownload: boolean };

/** What the buttons and keys of the viewer do with its picture. */
function useViewerActions({ tile, previous, next }: ViewedImage, close: () => void, may: May) {
  const actions = useImageActions();
  return {
    favourite: () => void (tile && may.isOwn && actions.favourite([tile.id], !tile.favourite)),
    download: () => {
      if (tile && may.mayDownload) actions.download([tile.id]);
    },
    trashOrRestore: () => {
      if (!tile || !may.isOwn) return;
      void (tile.place === "trash" ? actions.restore([tile.id]) : actions.trash([tile.id]));
      const other = next ?? previous;
      if (other) showImage(other);
      else close();
    },
  };
}

type ViewerButtonsProps = May & { tile: ImageTile; actions: ViewerActions; onCollect: () => void };

function ViewerButtons({ tile, isOwn, mayDownload, actions, onCollect }: ViewerButtonsProps) {
  const router = useRouter();
  const [drawing, setDrawing] = useState(false);
  const inTrash = tile.place === "trash";
  return (
    <>
      {isOwn && !inTrash && (
        <>
          <IconButton
            label={tile.favourite ? "Take out of favourites" : "Favourite"}
            shortcut="F"
            aria-pressed={tile.favourite}
            icon={<Heart size={20} fill={tile.favourite ? "currentColor" : "none"} aria-hidden />}
            onClick={actions.favourite}
          />
          <IconButton
            label="Add to a collection"
            shortcut="C"
            icon={<FolderPlus size={20} aria-hidden />}
            onClick={onCollect}
            className="max-sm:hidden"
          />
          <IconButton
            label="More like this"
            icon={<ScanSearch size={20} aria-hidden />}
            onClick={() => router.push(`/search?like=${tile.id}`)}
          />
          <IconButton
            label="More like a part of this"
            icon={<Scan size={20} aria-hidden />}
            onClick={() => setDrawing(true)}
            className="max-sm:hidden"
          />
          {drawing && (
            <RegionDialog
              url={largeThumbnailUrl(tile.id)}
              region={undefined}
              onClose={() => setDrawing(false)}
              onChoose={(region) =>
                router.push(searchAddressOf({ q: "", pictures: [{ source: { imageId: tile.id }, weight: 1, ...(region && { region }) }] }))
              }
            />
          )}
        </>
      )}
      {mayDownload && (
        <IconButton label="Download the original" shortcut="D" icon={<Download size={20} aria-hidden />} onClick={actions.download} />
      )}
      {isOwn && (
        <IconButton
          label={inTrash ? "Restore" : "Move to the trash"}
          shortcut="Del"
          icon={inTrash ? <RotateCcw size={20} aria-hidden /> : <Trash2 size={20} aria-hidden />}
          onClick={actions.trashOrRestore}
        />
      )}
    </>
  );
}

type TurnProps = { side: "left" | "right"; label: string; image: ImageTile | undefined; className: string };

function Turn({ side, label, image, className }: TurnProps) {
  if (!image) return null;
  const Icon = side === "left" ? ChevronLeft : ChevronRight;
  return (
    <div className={clsx("absolute inset-y-20 flex items-center pointer-coarse:hidden", side === "left" ? "left-3" : "right-3", className)}>
      <IconButton
        label={label}
        shortcut={side === "left" ? "←" : "→"}
        tooltipSide={side === "left" ? "right" : "left"}
        icon={<Icon size={26} aria-hidden />}
        onClick={() => showImage(image)}
        className="bg-black/35 hover:bg-black/60"
      />
    </div>
  );
}

function Nothing({ error, onClose }: { error: Error | null; onClose: () => void }) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-4 p-8 text-center">
      {error ? (
        <>
          <p className="font-semibold">{error.message}</p>
          <Button onClick={onClose}>Back to the timeline</Button>
        </>
      ) : (
        <Spinner size={28} label="Loading" />
      )}
    </div>
  );
}
