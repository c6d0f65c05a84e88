"use client";

import { Pencil, Search, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { NameCollectionDialog } from "@/components/collections/name-collection-dialog";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { SavedSearch } from "@/lib/search/saved-schema";
import { SavedSearchDialog } from "./saved-search-dialog";
import { useSavedSearchActions } from "./use-saved-searches";

type SavedSearchMenuProps = {
  search: SavedSearch;
  trigger: ReactNode;
  /** Once the search looks for something else. */
  onChange?: (search: SavedSearch) => void;
};

/** What can be done with a saved search: its name, what it looks for, and to be rid of it. */
export function SavedSearchMenu({ search, trigger, onChange }: SavedSearchMenuProps) {
  const [asked, setAsked] = useState<"name" | "query">();
  const { change, remove } = useSavedSearchActions();
  const onClose = () => setAsked(undefined);
  return (
    <>
      <Menu trigger={trigger}>
        <MenuItem icon={<Pencil size={16} aria-hidden />} onSelect={() => setAsked("name")}>
          Rename
        </MenuItem>
        <MenuItem icon={<Search size={16} aria-hidden />} onSelect={() => setAsked("query")}>
          Change what it looks for
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Trash2 size={16} aria-hidden />} danger onSelect={() => remove(search)}>
          Delete, and keep its pictures
        </MenuItem>
      </Menu>
      {asked === "name" && (
        <NameCollectionDialog
          title="Rename the search"
          verb="Rename"
          name={search.name}
          missing="Give the search a name."
          onClose={onClose}
          onSave={async (name) => void (await change(search, { name }))}
        />
      )}
      {asked === "query" && <SavedSearchDialog search={search} onClose={onClose} onChange={onChange} />}
    </>
  );
}
