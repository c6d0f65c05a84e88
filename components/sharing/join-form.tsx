"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/call";
import { redeemInvitation } from "@/lib/sharing/schema";

/** Joins a collection by the token of an invitation, and goes there. */
export function JoinForm({ token }: { token: string }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const join = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { collectionId } = await call(redeemInvitation, { token });
      router.replace(`/collections/${collectionId}`);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
      setBusy(false);
    }
  };
  return (
    <div className="mt-6 flex flex-col gap-4">
      {error && (
        <p role="alert" className="text-pretty rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          {error}
        </p>
      )}
      <Button variant="primary" size="lg" busy={busy} onClick={() => void join()}>
        Join the collection
      </Button>
      <Button variant="quiet" onClick={() => router.replace("/")}>
        Not now
      </Button>
    </div>
  );
}
