"use client";

import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyText } from "./copy-text";

/** Recovery codes, the only time that they are shown. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const text = codes.join("\n");
  return (
    <div role="status" className="flex max-w-lg flex-col gap-4">
      <p className="text-pretty text-sm">
        Keep these recovery codes where you find them without your phone. Each signs you in once. They are shown only now.
      </p>
      <ul className="grid gap-x-8 gap-y-1.5 rounded-md bg-surface-sunken px-4 py-3 sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>
            <code className="select-all text-sm">{code}</code>
          </li>
        ))}
      </ul>
      <CopyText text={codes.join(" ")} label="All recovery codes" />
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={onDone}>
          I have kept them
        </Button>
        <Button asChild>
          <a href={`data:text/plain,${encodeURIComponent(`${text}\n`)}`} download="magpie-recovery-codes.txt">
            <Download size={16} aria-hidden />
            Save as a file
          </a>
        </Button>
      </div>
    </div>
  );
}
