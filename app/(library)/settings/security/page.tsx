import type { Metadata } from "next";
import { ApiKeys } from "@/components/settings/api-keys";
import { Devices } from "@/components/settings/devices";
import { PasswordForm } from "@/components/settings/password-form";
import { SecondFactor } from "@/components/settings/second-factor";
import { SettingsSection } from "@/components/settings/settings-section";
import { SingleSignOn } from "@/components/settings/single-sign-on";
import { getAccount } from "@/lib/auth/get-account";
import { listApiKeys } from "@/lib/auth/list-api-keys";
import { requirePageActor } from "@/lib/auth/session";
import { listSessions } from "@/lib/auth/sessions";
import { getContext } from "@/lib/context/web-context";
import { saveAccount } from "../actions";
import {
  endConnection,
  makeKey,
  makeRecoveryCodes,
  offerSecondFactor,
  prepareConnection,
  putSecondFactorInForce,
  revokeKey,
  signOutDevice,
  signOutOtherDevices,
  takeSecondFactorAway,
} from "./actions";

export const metadata: Metadata = { title: "Security" };

const failures: Record<string, string> = {
  "sso-conflict": "This single sign-on is connected to another account already.",
  "sso-forbidden": "It did not come back to the session that asked. Try again.",
};

type SecurityPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SecurityPage({ searchParams }: SecurityPageProps) {
  const actor = await requirePageActor();
  const ctx = { ...(await getContext()), actor };
  const [account, sessions, keys] = await Promise.all([
    getAccount(ctx, actor),
    listSessions(ctx, actor),
    listApiKeys(ctx, { limit: 100, page: 1 }),
  ]);
  const { error } = await searchParams;
  const { oidc } = ctx.config.auth;
  const failure = typeof error === "string" ? (failures[error] ?? "Connecting did not work. Try again.") : undefined;
  return (
    <>
      <SettingsSection title="Password" description="A new one signs every other device and script session out. API keys stay.">
        <PasswordForm hasPassword={account.hasPassword} save={saveAccount} />
      </SettingsSection>
      {account.hasPassword && (
        <SettingsSection title="Second factor" description="A code of an app on your phone, beside the password.">
          <SecondFactor
            isInForce={account.hasSecondFactor}
            recoveryCodesLeft={account.recoveryCodesLeft}
            offer={offerSecondFactor}
            confirm={putSecondFactorInForce}
            renew={makeRecoveryCodes}
            remove={takeSecondFactorAway}
          />
        </SettingsSection>
      )}
      {oidc && (
        <SettingsSection title="Single sign-on" description={`Sign in with ${oidc.name} instead of a password.`}>
          <SingleSignOn
            name={oidc.name}
            isConnected={account.hasSingleSignOn}
            hasPassword={account.hasPassword}
            {...(failure && { failure })}
            prepare={prepareConnection}
            disconnect={endConnection}
          />
        </SettingsSection>
      )}
      <SettingsSection title="Signed-in devices" description="Sign out where you no longer use it; it holds at once.">
        <Devices
          devices={sessions.map(({ id, userAgent, lastSeenAt, isCurrent }) => ({
            id,
            userAgent,
            isCurrent,
            lastSeenAt: lastSeenAt.toISOString(),
          }))}
          signOutDevice={signOutDevice}
          signOutOtherDevices={signOutOtherDevices}
        />
      </SettingsSection>
      <SettingsSection title="API keys" description="For scripts and the command line.">
        <ApiKeys keys={keys.keys} total={keys.total} make={makeKey} revoke={revokeKey} />
        <p className="mt-4 text-sm">
          What they can do is in the{" "}
          <a href="/docs" className="text-accent underline underline-offset-2 hover:text-accent-hover">
            documentation of the API
          </a>
          .
        </p>
      </SettingsSection>
    </>
  );
}
