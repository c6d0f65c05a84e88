import type { Metadata } from "next";
import { SearchModelState } from "@/components/settings/search-model-state";
import { FactList, SettingsSection } from "@/components/settings/settings-section";
import { getAbout } from "@/lib/about/get-about";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { listPageAddresses } from "../../page-addresses";

export const metadata: Metadata = { title: "This library" };

export default async function LibrarySettingsPage() {
  const actor = await requirePageActor();
  const ctx = { ...(await getContext()), actor };
  const about = await getAbout(ctx);
  const addresses = listPageAddresses(ctx.config);
  const { limits } = about;
  return (
    <>
      <SettingsSection title="On a phone" description="In the same network, open one of these and sign in.">
        {addresses.length > 0 ? (
          <ul className="flex flex-col items-start gap-2">
            {addresses.map((address) => (
              <li key={address}>
                <code className="select-all break-all rounded-sm bg-surface-sunken px-3 py-1.5 text-sm">{address}</code>
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-sm">
            The server listens on this machine only. Set <code>HOST=0.0.0.0</code> to reach it from others.
          </p>
        )}
      </SettingsSection>
      <SettingsSection title="This library">
        <FactList
          facts={[
            ["Search model", <SearchModelState key="model" model={about.searchModel} isAdministrator={actor.role === "administrator"} />],
            ...(about.dataDir ? [["Data folder", <code key="dir">{about.dataDir}</code>] as const] : []),
            ["Largest file", `${Math.round(limits.fileBytesMax / 1_048_576)} MB`],
            ["Formats", limits.allowedTypes.map((type) => type.replace("image/", "").toUpperCase()).join(", ")],
            ["Trash", `Pictures are deleted for good after ${limits.trashDays} ${limits.trashDays === 1 ? "day" : "days"}`],
            ["Version", about.version],
          ]}
        />
      </SettingsSection>
    </>
  );
}
