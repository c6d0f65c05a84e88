"use client";

import { FolderInput, ImageUp, Smartphone } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Logo } from "@/components/ui/logo";
import { useUploads } from "@/components/uploads/upload-provider";

/** What a new library says: three ways for pictures to come in. */
export function EmptyLibrary({ addresses }: { addresses: readonly string[] }) {
  const { addFiles, openImport, isAdministrator } = useUploads();
  const files = useRef<HTMLInputElement>(null);
  return (
    <section className="mx-auto flex max-w-2xl animate-fade flex-col px-6 pt-12 sm:pt-20">
      <div className="mb-6 text-foreground">
        <Logo size={56} withName={false} />
      </div>
      <h1 className="font-semibold text-3xl leading-9 tracking-[-0.02em]">Bring in your first pictures</h1>
      <p className="mt-3 max-w-prose text-pretty text-muted">
        Drop pictures or a whole folder anywhere on this page. They stay on your own machine, in folders you can open yourself.
      </p>
      <ul className="mt-10 flex flex-col divide-y divide-border border-border border-y">
        <Way
          icon={<ImageUp size={22} aria-hidden />}
          title="From this device"
          text="Choose files, or drop a folder. What is here already is not sent twice."
        >
          <Button variant="primary" onClick={() => files.current?.click()}>
            Choose pictures
          </Button>
          <input
            ref={files}
            type="file"
            multiple
            accept="image/*,.heic,.heif"
            className="hidden"
            aria-label="Choose your first pictures"
            onChange={(event) => addFiles(event.target.files ?? [])}
          />
        </Way>
        {isAdministrator && (
          <Way
            icon={<FolderInput size={22} aria-hidden />}
            title="From a folder on the server"
            text="Name a folder that is already on the machine Magpie runs on."
          >
            <Button onClick={openImport}>Import a folder</Button>
          </Way>
        )}
        <Way
          icon={<Smartphone size={22} aria-hidden />}
          title="From your phone"
          text="Open this address on a phone in the same network, and sign in."
        >
          {addresses.length > 0 ? (
            <span className="flex flex-col items-start gap-1 sm:items-end">
              {addresses.slice(0, 2).map((address) => (
                <code key={address} className="select-all break-all rounded-sm bg-surface-sunken px-2 py-1 text-sm">
                  {address}
                </code>
              ))}
            </span>
          ) : (
            <span className="text-muted text-sm">No network address found</span>
          )}
        </Way>
      </ul>
    </section>
  );
}

type WayProps = { icon: ReactNode; title: string; text: string; children: ReactNode };

function Way({ icon, title, text, children }: WayProps) {
  return (
    <li className="flex flex-col gap-x-6 gap-y-3 py-5 sm:flex-row sm:items-center">
      <span className="hidden text-accent sm:block">{icon}</span>
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{title}</span>
        <span className="block text-pretty text-muted text-sm leading-5">{text}</span>
      </span>
      <span className="shrink-0">{children}</span>
    </li>
  );
}
