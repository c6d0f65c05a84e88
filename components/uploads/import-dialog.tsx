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
import { type DuplicatePolicy, toDuplicateOptions } from "@/lib/client/uploads/duplicate-policy";
import { listImports, startImport } from "@/lib/uploads/schema";
import { DuplicateChoice } from "./duplicate-choice";
import { ImportProgress } from "./import-progress";

const formId = "import-form";
const pollMs = 1_500;

type ImportDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  duplicatePolicy: DuplicatePolicy;
  onDuplicatePolicyChange: (policy: DuplicatePolicy) => void;
};

/** Imports a folder of the server's machine, and shows how the latest imports are going. */
export function ImportDialog({ open, onOpenChange, duplicatePolicy, onDuplicatePolicyChange }: ImportDialogProps) {
  const queryClient = useQueryClient();
  const [folder, setFolder] = useState("");
  const [refer, setRefer] = useState(false);
  const imports = useQuery({
    queryKey: queryKeys.imports,
    queryFn: ({ signal }) => call(listImports, {}, { signal }),
    enabled: open,
    refetchInterval: open ? pollMs : false,
  });
  const start = useMutation({
    mutationFn: () => call(startImport, { folder: folder.trim(), mode: refer ? "refer" : "copy", ...toDuplicateOptions(duplicatePolicy) }),
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
        <DuplicateChoice label="Duplicates" value={duplicatePolicy} onChange={onDuplicatePolicyChange} />
      </form>
      <ImportProgress imports={imports.data?.imports ?? []} onShow={() => onOpenChange(false)} />
    </Dialog>
  );
}
