"use client";

import { Folder, HardDrive, ImagePlus, Images } from "lucide-react";
import { type ChangeEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { duplicatePolicies } from "@/lib/client/uploads/duplicate-policy";
import { useShortcut } from "@/lib/client/use-shortcut";
import { useUploads } from "./upload-provider";

/** Ways to add pictures: files, a folder, or for administrators a folder on the server's machine; and what becomes of duplicates. */
export function UploadButton() {
  const { addFiles, isAdministrator, openImport, duplicatePolicy, setDuplicatePolicy } = useUploads();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useShortcut("upload", () => files.current?.click());
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    addFiles(event.target.files ?? []);
    event.target.value = "";
  };
  return (
    <>
      <Menu
        trigger={
          <Button variant="primary" icon={<ImagePlus size={18} aria-hidden />} aria-label="Add pictures">
            <span className="hidden sm:inline">Add</span>
          </Button>
        }
      >
        <MenuItem icon={<Images size={17} aria-hidden />} shortcut="U" onSelect={() => files.current?.click()}>
          Files…
        </MenuItem>
        <MenuItem icon={<Folder size={17} aria-hidden />} onSelect={() => folder.current?.click()}>
          Folder…
        </MenuItem>
        {isAdministrator && (
          <MenuItem icon={<HardDrive size={17} aria-hidden />} onSelect={openImport}>
            Folder on this machine…
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuLabel>Duplicates in what you add</MenuLabel>
        <MenuChoices
          value={duplicatePolicy}
          onChange={setDuplicatePolicy}
          choices={duplicatePolicies.map(({ value, label }) => ({ value, label }))}
        />
      </Menu>
      <input
        ref={files}
        type="file"
        multiple
        accept={accepted}
        onChange={onChange}
        className="sr-only"
        tabIndex={-1}
        aria-label="Choose pictures"
      />
      <input
        ref={folder}
        type="file"
        multiple
        {...folderPicker}
        onChange={onChange}
        className="sr-only"
        tabIndex={-1}
        aria-label="Choose a folder"
      />
    </>
  );
}

/** Not in React's types: every browser in use has it. */
const folderPicker = { webkitdirectory: "" };

/** What a file picker offers first; what is taken is decided by content. */
const accepted = "image/*,.heic,.heif,.avif,.bmp,.tif,.tiff";
