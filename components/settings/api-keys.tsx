"use client";

import { KeyRound, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { showError, showMessage } from "@/components/ui/toast";
import { formatMoment } from "@/lib/client/format";
import { CopyText } from "./copy-text";
import { type NewKey, NewKeyForm } from "./new-key-form";
import type { Answer } from "./use-send";

export type Key = { id: string; name: string; scopes: readonly string[]; expiresAt: string | null; lastUsedAt: string | null };

type ApiKeysProps = {
  keys: readonly Key[];
  total: number;
  make: (input: NewKey) => Promise<Answer<{ key: string }>>;
  revoke: (keyId: string) => Promise<Answer>;
};

/** Keys for scripts: make one, see which there are, revoke them. */
export function ApiKeys({ keys, total, make, revoke }: ApiKeysProps) {
  const router = useRouter();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  const [revoking, setRevoking] = useState<string>();
  const end = async ({ id, name }: Key) => {
    setRevoking(id);
    const answer = await revoke(id).catch(() => ({ ok: false as const, message: "The server cannot be reached." }));
    setRevoking(undefined);
    if (!answer.ok) return showError(new Error(answer.message));
    showMessage(`“${name}” is revoked`, "Scripts that use it are refused from now on.");
    router.refresh();
  };
  return (
    <div className="flex flex-col items-start gap-4">
      <Button icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
        Make an API key
      </Button>
      {made !== undefined && (
        <div role="status" className="flex w-full flex-col gap-2 rounded-md border border-border p-4">
          <p className="font-medium text-sm">Your new key. It is shown only now.</p>
          <CopyText text={made} label="The new API key" />
        </div>
      )}
      {keys.length > 0 && (
        <ul className="w-full divide-y divide-border">
          {keys.map((key) => (
            <li key={key.id} className="flex min-h-14 items-center gap-3 py-2 first:pt-0">
              <KeyRound size={20} aria-hidden className="shrink-0 text-muted" />
              <div className="min-w-0 flex-1">
                <p className="break-words font-medium text-sm">{key.name}</p>
                <p className="text-muted text-sm">
                  {describeScopes(key)} {describeEnd(key)} {describeUse(key)}
                </p>
              </div>
              <Button size="sm" variant="danger-quiet" busy={revoking === key.id} onClick={() => void end(key)}>
                Revoke<span className="sr-only"> {key.name}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {total > keys.length && <p className="text-muted text-sm">And {total - keys.length} older ones.</p>}
      {keys.length > 0 && <p className="text-muted text-sm">Revoking holds at once and cannot be undone: make another key instead.</p>}
      <Dialog open={making} onOpenChange={setMaking} title="New API key" description="Whoever has it can do for you what you allow here.">
        <NewKeyForm
          make={make}
          onMade={(key) => {
            setMade(key);
            setMaking(false);
            router.refresh();
          }}
        />
      </Dialog>
    </div>
  );
}

function describeScopes({ scopes }: Key): string {
  if (scopes.includes("admin")) return "May do everything.";
  return `May ${scopes.join(" and ")}.`;
}

function describeEnd({ expiresAt }: Key): string {
  if (!expiresAt) return "Without an end.";
  return Date.parse(expiresAt) < Date.now() ? "It has ended." : `Until ${formatMoment(expiresAt)} UTC.`;
}

function describeUse({ lastUsedAt }: Key): string {
  return lastUsedAt ? `Last used ${formatMoment(lastUsedAt)} UTC.` : "Never used.";
}
