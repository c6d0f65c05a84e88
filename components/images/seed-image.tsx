"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queryKeys } from "@/lib/client/query-keys";
import type { ImageView } from "@/lib/images/schema";

/** Puts what the server has already looked up where the viewer finds it. */
export function SeedImage({ view }: { view: ImageView }) {
  const queryClient = useQueryClient();
  useState(() => queryClient.setQueryData(queryKeys.image(view.id), (current: ImageView | undefined) => current ?? view));
  return <div className="min-h-dvh bg-[oklch(0.13_0.006_255)]" />;
}
