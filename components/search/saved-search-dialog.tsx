"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { describeFailure } from "@/lib/client/call";
import { type SearchWish, toSavedPictures, wishOfSaved } from "@/lib/client/search-wish";
import { limits } from "@/lib/limits";
import type { SavedSearch } from "@/lib/search/saved-schema";
import { describeMissing } from "./describe-saved";
import { QueryPictures } from "./query-pictures";
import { useSavedSearchActions } from "./use-saved-searches";

const formId = "saved-search";

type SavedSearchDialogProps = {
  search: SavedSearch;
  onClose: () => void;
  /** Once the search looks for something else. */
  onChange?: ((search: SavedSearch) => void) | undefined;
};

/** Changes what a kept search looks for: its line, and how its pictures count; those that are gone can be left out. */
export function SavedSearchDialog({ search, onClose, onChange }: SavedSearchDialogProps) {
  const { change } = useSavedSearchActions();
  const [wish, setWish] = useState<SearchWish>(() => wishOfSaved(search));
  const [isForgetting, setIsForgetting] = useState(false);
  const missing = isForgetting ? undefined : describeMissing(search);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const pictures = toSavedPictures(wish) ?? [];
      const isChanged = isForgetting || JSON.stringify(pictures) !== JSON.stringify(toSavedPictures(wishOfSaved(search)));
      const changed = await change(search, { query: wish.q.trim(), ...(isChanged && { pictures }) });
      onClose();
      onChange?.(changed);
    } catch (failure) {
      setError(describeFailure(failure, "query"));
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
        {missing && (
          <p className="flex flex-wrap items-center gap-x-2 text-sm text-warning">
            {missing}.
            <Button size="sm" variant="quiet" onClick={() => setIsForgetting(true)}>
              Forget {search.missingPictures === 1 ? "it" : "them"}
            </Button>
          </p>
        )}
      </form>
    </Dialog>
  );
}
