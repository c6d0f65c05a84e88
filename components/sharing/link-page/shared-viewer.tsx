"use client";

import { clsx } from "clsx";
import { ArrowLeft, ChevronLeft, ChevronRight, Download, Info } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { PictureLayer, PictureStage, type StageHandle } from "@/components/images/picture-stage";
import { IconButton } from "@/components/ui/icon-button";
import { keepForToasts } from "@/components/ui/keep-for-toasts";
import { sharedAddresses } from "@/lib/client/shared-address";
import { useIdle } from "@/lib/client/use-idle";
import { useShortcut } from "@/lib/client/use-shortcut";
import type { Swipe } from "@/lib/client/zoom";
import type { SharedImage } from "@/lib/sharing/link-schema";
import { describeShared, nameOfShared } from "./describe-shared";
import { SharedInformation } from "./shared-information";

type SharedViewerProps = {
  token: string;
  images: readonly SharedImage[];
  index: number;
  total: number;
  mayDownload: boolean;
  onShow: (index: number) => void;
  onClose: () => void;
};

/** One picture of a share link over the whole window. */
export function SharedViewer({ token, images, index, total, mayDownload, onShow, onClose }: SharedViewerProps) {
  const image = images[index] as SharedImage;
  const addresses = sharedAddresses(token, image.id);
  const stage = useRef<StageHandle>(null);
  const download = useRef<HTMLAnchorElement>(null);
  const [informed, setInformed] = useState(false);
  const chrome = useIdle(2_600);
  const hasNext = index < images.length - 1;
  const go = (step: 1 | -1) => {
    if (images[index + step]) onShow(index + step);
    else stage.current?.reset();
  };
  const onSwipe = (swipe: Swipe) => (swipe === "close" ? onClose() : go(swipe === "next" ? 1 : -1));
  useEffect(() => {
    for (const neighbour of [images[index + 1], images[index - 1]]) {
      if (neighbour?.thumbhash) new Image().src = sharedAddresses(token, neighbour.id).large;
    }
  }, [token, images, index]);

  useShortcut("viewerPrevious", () => go(-1));
  useShortcut("viewerNext", () => go(1));
  useShortcut("viewerZoomIn", () => stage.current?.zoomBy(1.5));
  useShortcut("viewerZoomOut", () => stage.current?.zoomBy(1 / 1.5));
  useShortcut("viewerZoomReset", () => stage.current?.reset());
  useShortcut("viewerInformation", () => setInformed(!informed));
  useShortcut("viewerDownload", () => download.current?.click());

  const hidden = chrome.idle && !informed;
  const overlay = clsx("transition-opacity duration-200 focus-within:opacity-100", hidden && "opacity-0");
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Content
          data-viewer
          data-theme="dark"
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={keepForToasts}
          onPointerMove={(event) => event.pointerType === "mouse" && chrome.wake()}
          className={clsx(
            "fixed inset-0 z-40 flex animate-fade flex-col bg-[oklch(0.13_0.006_255)] text-foreground focus:outline-none lg:flex-row",
            hidden && "cursor-none",
          )}
        >
          <Radix.Title className="sr-only">{nameOfShared(image, index)}</Radix.Title>
          <div className="relative flex min-h-0 min-w-0 flex-1">
            <PictureStage
              image={image}
              handle={stage}
              onSwipe={onSwipe}
              onTap={(pointerType) => pointerType !== "mouse" && chrome.toggle()}
              renderLayers={() => (
                <>
                  <PictureLayer src={addresses.small} alt="" />
                  <PictureLayer src={addresses.large} alt={describeShared(image, index)} />
                </>
              )}
              nothing={<p className="p-8 text-center text-muted">This picture is being processed.</p>}
            />
            <div
              className={clsx(
                "absolute inset-x-0 top-0 flex items-center gap-1 bg-linear-to-b from-black/60 to-transparent p-2 pb-8",
                overlay,
              )}
            >
              <IconButton label="Back" shortcut="Esc" icon={<ArrowLeft size={22} aria-hidden />} onClick={onClose} />
              <p className="mr-auto min-w-0 truncate pl-1 text-sm">{nameOfShared(image, index)}</p>
              <p className="tabular px-2 text-sm" aria-live="polite">
                {index + 1} of {total}
              </p>
              {mayDownload && (
                <a
                  ref={download}
                  href={addresses.original}
                  download
                  aria-label="Save this picture"
                  className="inline-flex size-10 items-center justify-center rounded-md hover:bg-hover"
                >
                  <Download size={20} aria-hidden />
                </a>
              )}
              <IconButton
                label="Information"
                shortcut="I"
                active={informed}
                aria-pressed={informed}
                icon={<Info size={21} aria-hidden />}
                onClick={() => setInformed(!informed)}
              />
            </div>
            {index > 0 && <Turn side="left" onClick={() => go(-1)} className={overlay} />}
            {hasNext && <Turn side="right" onClick={() => go(1)} className={overlay} />}
          </div>
          {informed && <SharedInformation image={image} index={index} onClose={() => setInformed(false)} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Turn({ side, onClick, className }: { side: "left" | "right"; onClick: () => void; className: string }) {
  const Icon = side === "left" ? ChevronLeft : ChevronRight;
  return (
    <div className={clsx("absolute inset-y-20 flex items-center pointer-coarse:hidden", side === "left" ? "left-3" : "right-3", className)}>
      <IconButton
        label={side === "left" ? "Previous picture" : "Next picture"}
        shortcut={side === "left" ? "←" : "→"}
        tooltipSide={side === "left" ? "right" : "left"}
        icon={<Icon size={26} aria-hidden />}
        onClick={onClick}
        className="bg-black/35 hover:bg-black/60"
      />
    </div>
  );
}
