"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { showError, showMessage, showUndo } from "@/components/ui/toast";
import { pokeChanges } from "@/lib/client/activity";
import { renewImages } from "@/lib/client/apply-changes";
import { call } from "@/lib/client/call";
import { downloadPictures } from "@/lib/client/download";
import { formatPictures } from "@/lib/client/format";
import { goneImages, goneKey } from "@/lib/client/gone-images";
import { patchTiles, takeOver } from "@/lib/client/patch-tiles";
import { restoreImages, trashImages, updateImages } from "@/lib/images/schema";
import { limits } from "@/lib/limits";

/** What can be done with one image or many: seen at once, taken back by the toast, undone when the server refuses. */
export function useImageActions() {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const inParts = async (imageIds: readonly string[], send: (part: string[]) => Promise<unknown>) => {
      for (let at = 0; at < imageIds.length; at += limits.page.bulkIdsMax) await send(imageIds.slice(at, at + limits.page.bulkIdsMax));
    };
    const settle = () => {
      renewImages(queryClient);
      pokeChanges();
    };

    const favourite = async (imageIds: readonly string[], value: boolean) => {
      const patch = (favourite: boolean) => patchTiles(queryClient, new Map(imageIds.map((id) => [id, takeOver({ favourite })])));
      patch(value);
      try {
        await inParts(imageIds, (part) => call(updateImages, { imageIds: part, changes: { favourite: value } }));
        if (imageIds.length > 1) {
          const message = `${formatPictures(imageIds.length)} ${value ? "added to" : "taken out of"} favourites`;
          showUndo(message, () => void favourite(imageIds, !value));
        }
        settle();
      } catch (error) {
        patch(!value);
        showError(error);
      }
    };

    const restore = async (imageIds: readonly string[]) => {
      goneImages.remove(imageIds.map((id) => goneKey(id, "library")));
      goneImages.add(imageIds.map((id) => goneKey(id, "trash")));
      try {
        await inParts(imageIds, (part) => call(restoreImages, { imageIds: part }));
        settle();
      } catch (error) {
        goneImages.remove(imageIds.map((id) => goneKey(id, "trash")));
        showError(error);
      }
    };

    const trash = async (imageIds: readonly string[]) => {
      const keys = imageIds.map((id) => goneKey(id, "library"));
      goneImages.add(keys);
      goneImages.remove(imageIds.map((id) => goneKey(id, "trash")));
      try {
        await inParts(imageIds, (part) => call(trashImages, { imageIds: part }));
        showUndo(`${formatPictures(imageIds.length)} moved to the trash`, () => void restore(imageIds));
        settle();
      } catch (error) {
        goneImages.remove(keys);
        showError(error);
      }
    };

    const download = (imageIds: readonly string[]) => {
      if (imageIds.length > limits.archive.imagesMax) {
        const atMost = formatPictures(limits.archive.imagesMax);
        return showMessage(`One zip takes at most ${atMost}`, "Select a part of them.");
      }
      if (imageIds.length > 1) showMessage(`Downloading ${formatPictures(imageIds.length)} as a zip`);
      downloadPictures(imageIds);
    };

    return { favourite, trash, restore, download };
  }, [queryClient]);
}
