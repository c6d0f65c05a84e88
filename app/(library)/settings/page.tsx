import type { Metadata } from "next";
import { cookies } from "next/headers";
import { ShortcutsButton, SignOutButton } from "@/components/settings/account-actions";
import { AccountForm } from "@/components/settings/account-form";
import { AppearanceChoice } from "@/components/settings/appearance-choice";
import { DeleteAccount } from "@/components/settings/delete-account";
import { FactList, SettingsSection } from "@/components/settings/settings-section";
import { StorageUse } from "@/components/settings/storage-use";
import { getAccount } from "@/lib/auth/get-account";
import { requirePageActor } from "@/lib/auth/session";
import { themeOf } from "@/lib/client/theme";
import { getContext } from "@/lib/context/web-context";
import { signOut } from "../../(auth)/actions";
import { deleteAccount, saveAccount } from "./actions";

export const metadata: Metadata = { title: "Settings" };

export default async function AccountPage() {
  const actor = await requirePageActor();
  const [account, jar] = await Promise.all([getAccount(await getContext(), actor), cookies()]);
  const { usage, quotaBytes } = account;
  return (
    <>
      <SettingsSection title="Account" description="You sign in with either.">
        <AccountForm username={account.username} email={account.email} hasPassword={account.hasPassword} save={saveAccount} />
      </SettingsSection>
      <SettingsSection title="You">
        <FactList
          facts={[
            ["Role", account.role === "administrator" ? "Administrator" : "Member"],
            ["You keep", <StorageUse key="use" {...usage} quotaBytes={quotaBytes} />],
          ]}
        />
        <div className="mt-4">
          <SignOutButton signOut={signOut} />
        </div>
      </SettingsSection>
      <SettingsSection title="Appearance" description="On this device.">
        <AppearanceChoice initial={themeOf(jar.get("theme")?.value)} />
      </SettingsSection>
      <SettingsSection title="Keyboard" description="Everything can be done without a mouse.">
        <ShortcutsButton />
      </SettingsSection>
      <SettingsSection title="Leave" description="Deletes your account with all that is in it.">
        <DeleteAccount imageCount={usage.images} hasPassword={account.hasPassword} remove={deleteAccount} />
      </SettingsSection>
    </>
  );
}
