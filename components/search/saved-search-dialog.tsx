"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ApiError } from "@/lib/client/call";
import { type SearchWish, toSavedPictures } from "@/lib/client/search-wish";
import { limits } from "@/lib/limits";
import type { SavedSearch } from "@/lib/search/saved-schema";
import { QueryPictures } from "./query-pictures";
import { useSavedSearchActions } from "./use-saved-searches";

const formId = "saved-search";

type SavedSearchDialogProps = {
  search: SavedSearch;
  onClose: () => void;
  /** Once the search looks for something else. */
  onChange?: ((search: SavedSearch) => void) | undefined;
};

/** Changes what a kept search looks for: its line, and how its pictures count; those that are gone can be taken out. */
export function SavedSearchDialog({ search, onClose, onChange }: SavedSearchDialogProps) {
  const { change } = useSavedSearchActions();
  const [wish, setWish] = useState<SearchWish>(() => ({
    q: search.query,
    pictures: search.pictures.map(({ imageId, isHere: _, ...part }) => ({ source: { imageId }, ...part })),
  }));
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const changed = await change(search, { query: wish.q.trim(), pictures: toSavedPictures(wish) ?? [] });
      onClose();
      onChange?.(changed);
    } catch (failure) {
      setError(failure instanceof ApiError ? (failure.fieldErrors?.query ?? failure.message) : String(failure));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`What ${search.name} looks for`}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} busy={busy}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void onSubmit(event)} className="flex flex-col gap-4">
        <Field label="Search" {...(error && { error })}>
          {(control) => (
            <Input
              {...control}
              value={wish.q}
              onChange={(event) => {
                setWish({ ...wish, q: event.target.value });
                setError(undefined);
              }}
              placeholder="dog 2024 -beach"
              maxLength={limits.text.queryLengthMax}
              autoComplete="off"
            />
          )}
        </Field>
        <QueryPictures pictures={wish.pictures} onChange={(pictures) => setWish({ ...wish, pictures })} />
      </form>
    </Dialog>
  );
}
