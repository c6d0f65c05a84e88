"use client";

import { useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { GalleryThumbnails, ImageUp, Layers2, MoreHorizontal } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { showError } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { queryKeys } from "@/lib/client/query-keys";
import { showImage } from "@/lib/client/sequence";
import { getImage, type ImageView } from "@/lib/images/schema";
import { useStackActions } from "./use-stack-actions";

type ViewerStackProps = { imageId: string; stack: NonNullable<ImageView["stack"]>; className: string };

/** The other shots of a stack, below the picture. */
export function ViewerStack({ imageId, stack, className }: ViewerStackProps) {
  const queryClient = useQueryClient();
  const actions = useStackActions();
  const show = (id: string) => {
    const found = queryClient.fetchQuery({ queryKey: queryKeys.image(id), queryFn: () => call(getImage, { imageId: id }) });
    found.then(showImage).catch(showError);
  };
  return (
    <nav
      aria-label={`Stack of ${stack.imageIds.length} pictures`}
      className={clsx(
        "absolute inset-x-0 bottom-0 flex items-end justify-center bg-linear-to-t from-black/60 to-transparent p-3",
        className,
      )}
    >
      <ul className="flex min-w-0 gap-1.5 overflow-x-auto p-1 [scrollbar-width:none]">
        {stack.imageIds.map((id, index) => (
          <li key={id} className="shrink-0">
            <button
              type="button"
              aria-label={`Shot ${index + 1} of ${stack.imageIds.length}${id === stack.coverId ? ", the cover" : ""}`}
              aria-current={id === imageId ? "true" : undefined}
              onClick={() => id !== imageId && show(id)}
              className="block size-12 overflow-hidden rounded-sm opacity-70 outline-2 outline-transparent hover:opacity-100 focus-visible:outline-accent aria-current:opacity-100 aria-current:outline-white"
            >
              {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
              <img src={smallThumbnailUrl(id)} alt="" loading="lazy" className="size-full bg-placeholder object-cover" />
            </button>
          </li>
        ))}
      </ul>
      <Menu side="top" trigger={<IconButton label="What to do with this stack" icon={<MoreHorizontal size={20} aria-hidden />} />}>
        <MenuItem
          icon={<GalleryThumbnails size={16} aria-hidden />}
          disabled={imageId === stack.coverId}
          onSelect={() => void actions.makeCover(stack, imageId)}
        >
          Use this one as the cover
        </MenuItem>
        <MenuItem icon={<ImageUp size={16} aria-hidden />} onSelect={() => void actions.takeOut(stack, [imageId])}>
          Take this one out
        </MenuItem>
        <MenuItem icon={<Layers2 size={16} aria-hidden />} onSelect={() => void actions.takeOut(stack, stack.imageIds)}>
          Take the stack apart
        </MenuItem>
      </Menu>
    </nav>
  );
}
