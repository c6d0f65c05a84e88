"use client";

import { Button } from "@/components/ui/button";

export default function LinkError({ reset }: { reset: () => void }) {
  return (
    <main className="mx-auto flex max-w-md flex-col items-center px-6 pt-[max(4rem,24dvh)] text-center">
      <h1 className="font-semibold text-xl leading-7">The pictures cannot be shown right now</h1>
      <p className="mt-2 mb-6 text-muted">Something went wrong on the server.</p>
      <Button onClick={reset}>Try again</Button>
    </main>
  );
}
