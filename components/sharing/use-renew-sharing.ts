"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { queryKeys } from "@/lib/client/query-keys";

/** Asks again for everything that says with whom a collection is shared. */
export function useRenewSharing(collectionId: string): () => void {
  const queryClient = useQueryClient();
  return useCallback(() => {
    for (const queryKey of [queryKeys.members(collectionId), ["links"], queryKeys.collections]) {
      void queryClient.invalidateQueries({ queryKey });
    }
  }, [queryClient, collectionId]);
}
