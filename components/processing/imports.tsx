"use client";

import { useQuery } from "@tanstack/react-query";
import { ImportProgress } from "@/components/uploads/import-progress";
import { call } from "@/lib/client/call";
import { queryKeys } from "@/lib/client/query-keys";
import { type ImportView, listImports } from "@/lib/uploads/schema";

const busyMs = 1_500;
const idleMs = 15_000;
const isOpen = ({ status }: ImportView) => status === "waiting" || status === "scanning" || status === "importing";

/** The latest imports of folders of the server's machine, for administrators. */
export function Imports() {
  const { data } = useQuery({
    queryKey: queryKeys.imports,
    queryFn: ({ signal }) => call(listImports, {}, { signal }),
    refetchInterval: ({ state }) => (state.data?.imports.some(isOpen) ? busyMs : idleMs),
  });
  return <ImportProgress imports={data?.imports ?? []} />;
}
