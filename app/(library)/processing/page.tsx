import type { Metadata } from "next";
import { ProcessingPage } from "@/components/processing/processing-page";
import { getAbout } from "@/lib/about/get-about";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { getProcessing } from "@/lib/ingest/get-processing";

export const metadata: Metadata = { title: "Processing" };

export default async function Page() {
  const actor = await requirePageActor();
  const ctx = { ...(await getContext()), actor };
  const [initial, { searchModel }] = await Promise.all([getProcessing(ctx), getAbout(ctx)]);
  return <ProcessingPage initial={initial} searchModel={searchModel} isAdministrator={actor.role === "administrator"} />;
}
