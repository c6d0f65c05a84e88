"use client";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function LinkError({ reset }: { reset: () => void }) {
  return (
    <main>
      <EmptyState title="The pictures cannot be shown right now" actions={<Button onClick={reset}>Try again</Button>}>
        Something went wrong on the server.
      </EmptyState>
    </main>
  );
}
