"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { showError, showUndo } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { recognitionSettingsQuery } from "@/lib/client/recognition-settings-query";
import type { CollectionView } from "@/lib/collections/schema";
import { type RecognitionSettings, type RecognitionView, updateRecognition } from "@/lib/recognition/schema";
import { RecognitionFields } from "./recognition-fields";
import { RecognitionProgress } from "./recognition-progress";

type RecognitionDialogProps = { collection: CollectionView; onClose: () => void };

/** Whether things of a collection are recognised in photographs, with which settings, and how far it is; mounted while it is open. */
export function RecognitionDialog({ collection, onClose }: RecognitionDialogProps) {
  const queryClient = useQueryClient();
  const { data: view, error } = useQuery(recognitionSettingsQuery(collection.id));
  const [draft, setDraft] = useState<RecognitionSettings>();
  const [busy, setBusy] = useState(false);
  const save = async (changes: Partial<RecognitionSettings> & { enabled?: boolean; rebuild?: boolean }) => {
    setBusy(true);
    try {
      const next = await call(updateRecognition, { collectionId: collection.id, ...changes });
      queryClient.setQueryData(recognitionSettingsQuery(collection.id).queryKey, next);
      setDraft(undefined);
    } catch (failure) {
      showError(failure);
    } finally {
      setBusy(false);
    }
  };
  const toggle = (enabled: boolean) => {
    const before = view?.settings;
    void save({ enabled });
    if (!enabled) showUndo("Things of this collection are no longer recognised", () => void save({ ...before, enabled: true }));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (draft) void save(draft);
  };
  const settings = draft ?? view?.settings;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Recognise things of ${collection.name}`}
      description="Covers, labels, paintings: a photograph of one finds its picture in this collection."
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            Close
          </Button>
          {view && view.state !== "off" && (
            <Button variant="primary" type="submit" form="recognition" busy={busy} disabled={!draft}>
              Save settings
            </Button>
          )}
        </>
      }
    >
      {error && !view && <p className="text-danger text-sm">{error.message}</p>}
      {!view && !error && <Skeleton className="h-40 w-full" />}
      {view && settings && (
        <form id="recognition" onSubmit={onSubmit} className="flex flex-col gap-5">
          <RecognitionSwitch view={view} busy={busy} onToggle={toggle} />
          {view.state !== "off" && (
            <>
              <RecognitionProgress view={view} />
              <Button
                className="self-start"
                disabled={busy || view.state !== "ready" || view.progress.isLearning}
                onClick={() => void save({ rebuild: true })}
              >
                Build again
              </Button>
              <RecognitionFields settings={settings} onChange={setDraft} />
            </>
          )}
        </form>
      )}
    </Dialog>
  );
}

function RecognitionSwitch({ view, busy, onToggle }: { view: RecognitionView; busy: boolean; onToggle: (enabled: boolean) => void }) {
  return (
    <Switch
      label="Recognise things of this collection"
      hint="Each picture takes about 20 kB more for it."
      checked={view.state !== "off"}
      disabled={busy}
      onCheckedChange={onToggle}
    />
  );
}
