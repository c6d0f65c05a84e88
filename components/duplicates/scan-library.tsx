"use client";

import { Ellipsis, History, ScanSearch } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { showError, showMessage } from "@/components/ui/toast";
import { pokeChanges } from "@/lib/client/activity";
import { call } from "@/lib/client/call";
import { formatPictures } from "@/lib/client/format";
import { scanForDuplicates } from "@/lib/ingest/schema";

const label = "Look through the whole library again";

async function scanLibrary(): Promise<void> {
  try {
    const { count } = await call(scanForDuplicates, {});
    if (count === 0) return showMessage("There are no pictures yet");
    const compared = `${formatPictures(count)} ${count === 1 ? "is" : "are"} compared once more. Processing shows how far that is.`;
    showMessage("Looking through the whole library", `${compared} What is found appears here; nothing is moved.`);
    pokeChanges();
  } catch (error) {
    showError(error);
  }
}

/** Compares every picture once more, in the background. */
export function ScanLibraryButton() {
  const [busy, setBusy] = useState(false);
  const scan = async () => {
    setBusy(true);
    await scanLibrary();
    setBusy(false);
  };
  return (
    <Button busy={busy} icon={<ScanSearch size={16} aria-hidden />} onClick={() => void scan()}>
      {label}
    </Button>
  );
}

/** What can be done about duplicates beyond the groups that are shown. */
export function DuplicatesMenu() {
  const router = useRouter();
  return (
    <Menu trigger={<IconButton label="More about duplicates" icon={<Ellipsis size={18} aria-hidden />} />}>
      <MenuItem icon={<ScanSearch size={16} aria-hidden />} onSelect={() => void scanLibrary()}>
        {label}
      </MenuItem>
      <MenuItem icon={<History size={16} aria-hidden />} onSelect={() => router.push("/duplicates/decided")}>
        What was decided
      </MenuItem>
    </Menu>
  );
}
