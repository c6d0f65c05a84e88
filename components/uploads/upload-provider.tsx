"use client";

import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { PictureSource } from "@/lib/client/search-wish";
import { type DuplicatePolicy, toDuplicateOptions, useDuplicatePolicy } from "@/lib/client/uploads/duplicate-policy";
import { readFileList } from "@/lib/client/uploads/read-files";
import type { UploadOptions } from "@/lib/client/uploads/upload-entry";
import { startUploadSession, type UploadSession } from "@/lib/client/uploads/upload-session";
import type { UploadSummary } from "@/lib/client/uploads/upload-store";
import { DropTarget } from "./drop-target";
import { ImportDialog } from "./import-dialog";
import { UploadPanel } from "./upload-panel";

type Target = { collectionId: string; name: string };
type SearchPicture = (picture: File | PictureSource) => void;

type Uploads = {
  isAdministrator: boolean;
  /** Of what is added next. */
  duplicatePolicy: DuplicatePolicy;
  setDuplicatePolicy(policy: DuplicatePolicy): void;
  addFiles(files: Iterable<File>): void;
  openImport(): void;
  setTarget(target: Target | undefined): void;
  setSearchPicture(handler: SearchPicture | undefined): void;
};

const UploadsContext = createContext<Uploads | undefined>(undefined);

type UploadProviderProps = {
  userId: string;
  isAdministrator: boolean;
  /** Called with a picture dropped on, or pasted into, the search box; `useSearchPicture` does the same from within. */
  onSearchPicture?: SearchPicture;
  children: ReactNode;
};

/** Takes files that are dropped, pasted or chosen anywhere in the library, and shows how far they are. */
export function UploadProvider({ userId, isAdministrator, onSearchPicture, children }: UploadProviderProps) {
  const session = useSession(userId);
  const [duplicatePolicy, setDuplicatePolicy] = useDuplicatePolicy(userId);
  const [target, setTarget] = useState<Target>();
  const [importing, setImporting] = useState(false);
  const [open, setOpen] = useState(false);
  const searchPicture = useRef<SearchPicture | undefined>(undefined);
  const options = useRef<UploadOptions>({ collectionId: "default", ...toDuplicateOptions(duplicatePolicy) });
  useEffect(() => {
    options.current = { collectionId: target?.collectionId ?? "default", ...toDuplicateOptions(duplicatePolicy) };
  }, [target, duplicatePolicy]);

  const add = useCallback(
    (slices: Parameters<UploadSession["add"]>[0]) => {
      setOpen(true);
      void session?.add(slices, options.current);
    },
    [session],
  );
  const uploads = useMemo<Uploads>(
    () => ({
      isAdministrator,
      duplicatePolicy,
      setDuplicatePolicy,
      addFiles: (files) => add(readFileList([...files])),
      openImport: () => setImporting(true),
      setTarget,
      setSearchPicture: (handler) => {
        searchPicture.current = handler;
      },
    }),
    [add, isAdministrator, duplicatePolicy, setDuplicatePolicy],
  );
  const search = useCallback<SearchPicture>((picture) => (searchPicture.current ?? onSearchPicture)?.(picture), [onSearchPicture]);

  return (
    <UploadsContext value={uploads}>
      {children}
      <DropTarget targetName={target?.name} onFiles={add} onSearchPicture={search} />
      {session && (
        <UploadPanel
          session={session}
          open={open}
          onOpenChange={setOpen}
          duplicatePolicy={duplicatePolicy}
          onDuplicatePolicyChange={setDuplicatePolicy}
        />
      )}
      {isAdministrator && (
        <ImportDialog
          open={importing}
          onOpenChange={setImporting}
          duplicatePolicy={duplicatePolicy}
          onDuplicatePolicyChange={setDuplicatePolicy}
        />
      )}
    </UploadsContext>
  );
}

function useSession(userId: string): UploadSession | undefined {
  const [session, setSession] = useState<UploadSession>();
  useEffect(() => {
    const started = startUploadSession(userId);
    setSession(started);
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (started.store.getSummary().counts.sending > 0) event.preventDefault();
    };
    addEventListener("beforeunload", onBeforeUnload);
    return () => {
      removeEventListener("beforeunload", onBeforeUnload);
      started.close();
    };
  }, [userId]);
  return session;
}

/** Adding pictures, from anywhere inside the provider. */
export function useUploads(): Uploads {
  const uploads = use(UploadsContext);
  if (!uploads) throw new Error("useUploads needs an UploadProvider around it.");
  return uploads;
}

/** While mounted, what is added goes into this collection; without an id as everywhere else. */
export function useUploadTarget(collectionId: string | undefined, name: string): void {
  const { setTarget } = useUploads();
  useEffect(() => {
    if (!collectionId) return;
    setTarget({ collectionId, name });
    return () => setTarget(undefined);
  }, [collectionId, name, setTarget]);
}

/** While mounted, pictures dropped on or pasted into the search box come here. */
export function useSearchPicture(handler: SearchPicture): void {
  const { setSearchPicture } = useUploads();
  useEffect(() => {
    setSearchPicture(handler);
    return () => setSearchPicture(undefined);
  }, [handler, setSearchPicture]);
}

/** The sums of a session; renders again at most ten times a second. */
export function useUploadSummary({ store }: UploadSession): UploadSummary {
  return useSyncExternalStore(store.subscribe, store.getSummary, store.getSummary);
}
