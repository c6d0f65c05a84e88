"use client";

import { useRouter } from "next/navigation";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { PersonView } from "@/lib/auth/schema";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

const gigabyte = 1_000_000_000;

type QuotaDialogProps = { person: PersonView; save: (quotaBytes: number | null) => Promise<Answer>; onClose: () => void };

/** How much somebody may keep; nothing typed is what the server's setting says. */
export function QuotaDialog({ person, save, onClose }: QuotaDialogProps) {
  const router = useRouter();
  const state = useSend();
  const now = person.hasOwnQuota && person.quotaBytes !== null ? String(person.quotaBytes / gigabyte) : "";
  return (
    <Dialog open onOpenChange={onClose} size="sm" title={`Room for ${person.username}`}>
      <SettingsForm
        state={state}
        label="Save"
        variant="primary"
        onSubmit={({ gigabytes = "" }) =>
          void state.send(
            () => save(gigabytes === "" ? null : Math.round(Number(gigabytes) * gigabyte)),
            () => {
              onClose();
              router.refresh();
            },
          )
        }
      >
        <Field label="Gigabytes of originals" hint="Empty: what the setting QUOTA says." error={state.fieldErrors.quotaBytes}>
          {(control) => <Input {...control} type="number" name="gigabytes" min={0} step="any" inputMode="decimal" defaultValue={now} />}
        </Field>
      </SettingsForm>
    </Dialog>
  );
}
