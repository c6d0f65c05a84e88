import type { Metadata } from "next";
import { cookies } from "next/headers";
import { ShortcutsButton, SignOutButton } from "@/components/settings/account-actions";
import { AppearanceChoice } from "@/components/settings/appearance-choice";
import { Devices } from "@/components/settings/devices";
import { Invitations } from "@/components/settings/invitations";
import { SearchModelState } from "@/components/settings/search-model-state";
import { FactList, SettingsSection } from "@/components/settings/settings-section";
import { PageHeader } from "@/components/ui/page-header";
import { getAbout } from "@/lib/about/get-about";
import { getMe } from "@/lib/auth/get-me";
import { requirePageActor } from "@/lib/auth/session";
import { listSessions } from "@/lib/auth/sessions";
import { themeOf } from "@/lib/client/theme";
import { getContext } from "@/lib/context/web-context";
import { signOut } from "../../(auth)/actions";
import { listPageAddresses } from "../page-addresses";
import { makeInvitation, signOutDevice, signOutOtherDevices } from "./actions";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const actor = await requirePageActor();
  const ctx = { ...(await getContext()), actor };
  const [user, about, sessions, jar] = await Promise.all([getMe(ctx, actor), getAbout(ctx), listSessions(ctx, actor), cookies()]);
  const isAdministrator = user.role === "administrator";
  const devices = sessions.map(({ id, userAgent, lastSeenAt, isCurrent }) => ({
    id,
    userAgent,
    isCurrent,
    lastSeenAt: lastSeenAt.toISOString(),
  }));
  const addresses = listPageAddresses(ctx.config);
  const { limits } = about;
  return (
    <>
      <PageHeader title="Settings" />
      <div className="page-x max-w-5xl">
        <SettingsSection title="Account">
          <FactList
            facts={[
              ["Name", user.username],
              ["E-mail", user.email],
              ["Role", isAdministrator ? "Administrator" : "Member"],
            ]}
          />
          <div className="mt-4">
            <SignOutButton signOut={signOut} />
          </div>
        </SettingsSection>
        <SettingsSection title="Appearance" description="On this device.">
          <AppearanceChoice initial={themeOf(jar.get("theme")?.value)} />
        </SettingsSection>
        <SettingsSection title="Signed-in devices" description="Sign out where you no longer use it; it holds at once.">
          <Devices devices={devices} signOutDevice={signOutDevice} signOutOtherDevices={signOutOtherDevices} />
        </SettingsSection>
        {isAdministrator && (
          <SettingsSection title="People" description="Everybody has a library of their own; nobody sees the pictures of another.">
            <Invitations registration={about.registration} makeInvitation={makeInvitation} />
          </SettingsSection>
        )}
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
              ["Search model", <SearchModelState key="model" model={about.searchModel} isAdministrator={isAdministrator} />],
              ...(about.dataDir ? [["Data folder", <code key="dir">{about.dataDir}</code>] as const] : []),
              ["Largest file", `${Math.round(limits.fileBytesMax / 1_048_576)} MB`],
              ["Formats", limits.allowedTypes.map((type) => type.replace("image/", "").toUpperCase()).join(", ")],
              ["Trash", `Pictures are deleted for good after ${limits.trashDays} ${limits.trashDays === 1 ? "day" : "days"}`],
              ["Version", about.version],
            ]}
          />
        </SettingsSection>
        <SettingsSection title="Keyboard" description="Everything can be done without a mouse.">
          <ShortcutsButton />
        </SettingsSection>
      </div>
    </>
  );
}
