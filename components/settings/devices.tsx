"use client";

import { Laptop, Smartphone } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { showError, showMessage } from "@/components/ui/toast";
import { formatMoment } from "@/lib/client/format";
import { describeDevice } from "./describe-device";

export type Device = { id: string; userAgent: string; lastSeenAt: string; isCurrent: boolean };
type Answer = { ok: true } | { ok: false; message: string };
type DevicesProps = {
  devices: readonly Device[];
  signOutDevice: (sessionId: string) => Promise<Answer>;
  signOutOtherDevices: () => Promise<Answer>;
};

/** Where the person is signed in, and a way to end it there. */
export function Devices({ devices, signOutDevice, signOutOtherDevices }: DevicesProps) {
  const router = useRouter();
  const [target, setTarget] = useState<string>();
  const [busy, startTransition] = useTransition();
  const end = (id: string, send: () => Promise<Answer>) => {
    setTarget(id);
    startTransition(async () => {
      const answer = await send().catch(() => ({ ok: false as const, message: "The server cannot be reached." }));
      if (!answer.ok) return showError(new Error(answer.message));
      showMessage(id === "others" ? "Signed out everywhere else" : "That device is signed out");
      router.refresh();
    });
  };
  return (
    <>
      <ul className="divide-y divide-border">
        {devices.map((device) => {
          const name = describeDevice(device.userAgent);
          const Icon = /iPhone|iPad|Android/.test(name) ? Smartphone : Laptop;
          return (
            <li key={device.id} className="flex min-h-14 items-center gap-3 py-2 first:pt-0">
              <Icon size={20} aria-hidden className="shrink-0 text-muted" />
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-2 font-medium text-sm">
                  {name}
                  {device.isCurrent && <Badge tone="accent">This one</Badge>}
                </p>
                <p className="text-muted text-sm">
                  {device.isCurrent ? "Signed in now" : `Last used ${formatMoment(device.lastSeenAt)} UTC`}
                </p>
              </div>
              {!device.isCurrent && (
                <Button
                  size="sm"
                  variant="quiet"
                  busy={busy && target === device.id}
                  onClick={() => end(device.id, () => signOutDevice(device.id))}
                >
                  Sign out<span className="sr-only"> {name}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {devices.length > 2 && (
        <Button className="mt-3" busy={busy && target === "others"} onClick={() => end("others", signOutOtherDevices)}>
          Sign out everywhere else
        </Button>
      )}
    </>
  );
}
