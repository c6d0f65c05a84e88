"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { ApiError, call } from "@/lib/client/call";
import { queryKeys } from "@/lib/client/query-keys";
import { listImports, startImport } from "@/lib/uploads/schema";
import { ImportProgress } from "./import-progress";

const formId = "import-form";
const pollMs = 1_500;

/** Imports a folder of the server's machine, and shows how the latest imports are going. */
export function ImportDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const queryClient = useQueryClient();
  const [folder, setFolder] = useState("");
  const [refer, setRefer] = useState(false);
  const [detectDuplicates, setDetectDuplicates] = useState(true);
  const imports = useQuery({
    queryKey: queryKeys.imports,
    queryFn: ({ signal }) => call(listImports, {}, { signal }),
    enabled: open,
    refetchInterval: open ? pollMs : false,
  });
  const start = useMutation({
    mutationFn: () => call(startImport, { folder: folder.trim(), mode: refer ? "refer" : "copy", detectDuplicates }),
    onSuccess: () => {
      setFolder("");
      return queryClient.invalidateQueries({ queryKey: queryKeys.imports });
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  const error = start.error instanceof ApiError ? (start.error.fieldErrors?.folder ?? start.error.message) : start.error?.message;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Import a folder on this machine"
      description="For pictures that already lie on the computer Magpie runs on."
      footer={
        <Button type="submit" form={formId} variant="primary" busy={start.isPending} disabled={folder.trim() === ""}>
          Import
        </Button>
      }
    >
      <form id={formId} onSubmit={onSubmit} className="flex flex-col gap-3">
        <Field label="Folder" hint="The whole path, such as /home/nina/Pictures" {...(error && { error })}>
          {(control) => (
            <Input {...control} value={folder} onChange={(event) => setFolder(event.target.value)} autoComplete="off" spellCheck={false} />
          )}
        </Field>
        <Switch
          label="Leave the files where they are"
          hint="Refers to them in place instead of copying. Moving or deleting them there loses them here."
          checked={refer}
          onCheckedChange={setRefer}
        />
        <Switch label="Detect duplicates" checked={detectDuplicates} onCheckedChange={setDetectDuplicates} />
      </form>
      <ImportProgress imports={imports.data?.imports ?? []} />
    </Dialog>
  );
}
