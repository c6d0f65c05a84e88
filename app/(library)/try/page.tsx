import type { Metadata } from "next";
import { TryPage } from "@/components/try/try-page";
import { requirePageActor } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Try it" };

export default async function Page() {
  await requirePageActor();
  return <TryPage />;
}
