"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/call";
import { createLink } from "@/lib/sharing/link-schema";
import { LinkForm } from "./link-form";
import { MadeLink } from "./made-link";

type NewLinkProps = {
  /** What the link opens. */
  of: { collectionId: string } | { imageIds: readonly string[] };
  /** What the link is called until somebody says otherwise. */
  title?: string;
  /** The form at once, instead of a button that opens it. */
  atOnce?: boolean;
};

/** Makes share links, one after the other. */
export function NewLink({ of, title = "", atOnce = false }: NewLinkProps) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(atOnce);
  const [made, setMade] = useState<{ path: string; title: string }>();
  const target = "collectionId" in of ? of : { imageIds: [...of.imageIds] };
  if (asking) {
    return (
      <LinkForm
        title={title}
        toCollection={"collectionId" in of}
        verb="Make the link"
        {...(!atOnce && { onCancel: () => setAsking(false) })}
        onSave={async (settings) => {
          const { link, path } = await call(createLink, { ...target, ...settings });
          setMade({ path, title: link.title });
          setAsking(false);
          void queryClient.invalidateQueries({ queryKey: ["links"] });
          void queryClient.invalidateQueries({ queryKey: ["collections"] });
        }}
      />
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      {made && (
        <div className="w-full">
          <MadeLink key={made.path} {...made} />
        </div>
      )}
      {!(made && atOnce) && (
        <Button variant={made ? "secondary" : "primary"} icon={<Link2 size={17} aria-hidden />} onClick={() => setAsking(true)}>
          {made ? "Another link" : "New link"}
        </Button>
      )}
    </div>
  );
}
