"use client";

import { CircleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return (
    <EmptyState icon={<CircleAlert size={24} />} title="This page cannot be shown" actions={<Button onClick={reset}>Try again</Button>}>
      Something went wrong on the server. Your pictures are safe.
    </EmptyState>
  );
}
