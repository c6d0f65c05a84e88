import type { ReactNode } from "react";
import { SettingsNav } from "@/components/settings/settings-nav";
import { PageHeader } from "@/components/ui/page-header";
import { requirePageActor } from "@/lib/auth/session";

/** The title of all settings, and the way from one group of them to the next. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const actor = await requirePageActor();
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsNav isAdministrator={actor.role === "administrator"} />
      <div className="page-x max-w-5xl">{children}</div>
    </>
  );
}
