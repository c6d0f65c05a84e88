"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { showError, showUndo } from "@/components/ui/toast";
import { pokeChanges } from "@/lib/client/activity";
import { renewImages } from "@/lib/client/apply-changes";
import { call } from "@/lib/client/call";
import { formatPictures } from "@/lib/client/format";
import { stackImages, unstackImages } from "@/lib/duplicates/schema";
import type { ImageView } from "@/lib/images/schema";

type Stack = NonNullable<ImageView["stack"]>;

/** Puts pictures into stacks and takes them out again; each can be undone by its toast. */
export function useStackActions() {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const send = async (work: () => Promise<unknown>) => {
      try {
        await work();
        return true;
      } catch (error) {
        showError(error);
        return false;
      } finally {
        renewImages(queryClient);
        pokeChanges();
      }
    };
    const put = (imageIds: readonly string[], coverId: string) => send(() => call(stackImages, { imageIds: [...imageIds], coverId }));
    const take = (imageIds: readonly string[]) => send(() => call(unstackImages, { imageIds: [...imageIds] }));

    const stack = async (imageIds: readonly string[]) => {
      const [coverId] = imageIds;
      if (coverId && (await put(imageIds, coverId))) showUndo(`${formatPictures(imageIds.length)} stacked`, () => void take(imageIds));
    };
    const makeCover = async ({ coverId, imageIds }: Stack, imageId: string) => {
      if (await put(imageIds, imageId)) showUndo("This one is the cover now", () => void put(imageIds, coverId));
    };
    const takeOut = async ({ coverId, imageIds }: Stack, outIds: readonly string[]) => {
      const all = outIds.length === imageIds.length;
      if (await take(outIds)) showUndo(all ? "Stack taken apart" : "Taken out of the stack", () => void put(imageIds, coverId));
    };
    return { stack, makeCover, takeOut };
  }, [queryClient]);
}
