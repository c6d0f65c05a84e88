"use client";

import { ArrowDownToLine, ArrowUpToLine, CornerDownLeft, MoveHorizontal } from "lucide-react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { formatCount } from "@/lib/client/format";
import type { CollectionMoves } from "./use-collection-moves";

type MoveMenuProps = { moves: CollectionMoves; imageIds: readonly string[]; clear: () => void };

/** Gives the selected pictures their place: at an end, or before a picture that is selected next. */
export function MoveMenu({ moves, imageIds, clear }: MoveMenuProps) {
  const [target] = imageIds;
  if (moves.carried.length > 0 && target !== undefined && imageIds.length === 1 && !moves.carried.includes(target)) {
    return (
      <Button
        variant="primary"
        size="sm"
        icon={<CornerDownLeft size={16} aria-hidden />}
        onClick={() => {
          clear();
          void moves.move(moves.carried, target);
        }}
      >
        Put {formatCount(moves.carried.length)} before it
      </Button>
    );
  }
  const act = (work: () => void) => () => {
    clear();
    work();
  };
  return (
    <Menu trigger={<IconButton label="Move" icon={<MoveHorizontal size={20} aria-hidden />} />}>
      <MenuItem icon={<ArrowUpToLine size={17} aria-hidden />} onSelect={act(() => void moves.move(imageIds, "start"))}>
        To the start
      </MenuItem>
      <MenuItem icon={<ArrowDownToLine size={17} aria-hidden />} onSelect={act(() => void moves.move(imageIds, "end"))}>
        To the end
      </MenuItem>
      <MenuItem icon={<CornerDownLeft size={17} aria-hidden />} onSelect={act(() => moves.carry(imageIds))}>
        Before another picture
      </MenuItem>
    </Menu>
  );
}
