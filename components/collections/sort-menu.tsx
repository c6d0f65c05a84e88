"use client";

import { ArrowDownUp } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuChoices } from "@/components/ui/menu";

/** How a collection's pictures are sorted: by the day they were taken, or as its people have arranged them. */
export type CollectionSort = "taken" | "collection";

type SortMenuProps = { sort: CollectionSort; mayMove: boolean; onChange: (sort: CollectionSort) => void };

export function SortMenu({ sort, mayMove, onChange }: SortMenuProps) {
  const choices = [
    { value: "taken", label: "Newest first" },
    { value: "collection", label: "Own order", ...(mayMove && { hint: "Select pictures to move them" }) },
  ] as const;
  const shown = choices.find(({ value }) => value === sort)?.label;
  return (
    <Menu
      trigger={
        <Button
          variant="quiet"
          size="sm"
          icon={<ArrowDownUp size={15} aria-hidden />}
          aria-label={`Sort: ${shown}`}
          className="-ml-2 text-muted"
        >
          {shown}
        </Button>
      }
      align="start"
    >
      <MenuChoices value={sort} onChange={onChange} choices={choices} />
    </Menu>
  );
}
