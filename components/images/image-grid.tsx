"use client";

import { type ReactNode, useCallback, useEffect, useMemo, useRef } from "react";
import type { Selection } from "@/lib/client/selection";
import { createListSequence, openImage } from "@/lib/client/sequence";
import type { ImageTile } from "@/lib/images/schema";
import { PhotoGrid } from "./photo-grid";

type ImageGridProps = {
  label: string;
  images: readonly ImageTile[];
  selection: Selection;
  /** Called when the end comes near; answers whether there are more images now. */
  loadMore?: () => Promise<boolean>;
  renderCaption?: (image: ImageTile) => ReactNode;
  /** What the caption says, for those who cannot see it. */
  describeCaption?: (image: ImageTile) => string | undefined;
  /** Whether a picture is the person's own: keys that change pictures leave others alone. */
  isOwn?: (imageId: string) => boolean;
};

/** A list of images that is loaded page by page: collections, search results, the trash. */
export function ImageGrid({ label, images, selection, loadMore, renderCaption, describeCaption, isOwn }: ImageGridProps) {
  const latest = useRef(images);
  const more = useRef(loadMore);
  const loading = useRef(false);
  useEffect(() => {
    latest.current = images;
    more.current = loadMore;
  });
  const sections = useMemo(
    () => [{ key: "all", ratios: images.map((image) => (image.width && image.height ? image.width / image.height : 1.5)) }],
    [images],
  );
  const sequence = useMemo(
    () =>
      createListSequence(
        () => latest.current,
        async () => (await more.current?.()) ?? false,
      ),
    [],
  );
  const imageAt = useCallback((index: number) => images[index], [images]);
  const indexOf = useCallback((imageId: string) => images.findIndex((image) => image.id === imageId), [images]);
  const resolveRange = useCallback(async (from: number, until: number) => latest.current.slice(from, until).map((image) => image.id), []);
  const onVisible = useCallback((_from: number, until: number) => {
    if (until < latest.current.length - 10 || loading.current || !more.current) return;
    loading.current = true;
    void more.current().finally(() => {
      loading.current = false;
    });
  }, []);
  return (
    <PhotoGrid
      label={label}
      sections={sections}
      headingPx={0}
      imageAt={imageAt}
      indexOf={indexOf}
      resolveRange={resolveRange}
      onVisible={onVisible}
      onOpen={(image) => openImage(image, sequence)}
      selection={selection}
      {...(renderCaption && { renderCaption })}
      {...(describeCaption && { describeCaption })}
      {...(isOwn && { isOwn })}
    />
  );
}
