"use client";

import { RotateCw } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { showError, showMessage } from "@/components/ui/toast";
import { pokeChanges } from "@/lib/client/activity";
import { call } from "@/lib/client/call";
import { formatPictures } from "@/lib/client/format";
import { inParts } from "@/lib/client/in-parts";
import { processAgain, type StepName, stepName, stepTitles } from "@/lib/ingest/schema";

/** Does a step, or everything, once more for the selected pictures. */
export function ProcessAgainMenu({ imageIds, clear }: { imageIds: readonly string[]; clear: () => void }) {
  const run = async (steps: StepName[]) => {
    try {
      await inParts(imageIds, (part) => call(processAgain, { steps, imageIds: part }));
      showMessage(`${formatPictures(imageIds.length)} ${imageIds.length === 1 ? "waits" : "wait"} to be processed again`);
      pokeChanges();
      clear();
    } catch (error) {
      showError(error);
    }
  };
  return (
    <Menu trigger={<IconButton label="Process again" icon={<RotateCw size={19} aria-hidden />} className="max-sm:hidden" />}>
      <MenuLabel>Process again</MenuLabel>
      <MenuItem onSelect={() => void run([...stepName.options])}>Everything</MenuItem>
      <MenuSeparator />
      {stepName.options
        .filter((step) => step !== "decode")
        .map((step) => (
          <MenuItem key={step} onSelect={() => void run([step])}>
            {stepTitles[step]}
          </MenuItem>
        ))}
    </Menu>
  );
}
