import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { findRegistration } from "@/lib/auth/registration";
import { toSafePath } from "@/lib/auth/safe-path";
import { findPageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { Heading } from "../heading";
import { SingleSignOn } from "../single-sign-on";
import { SignInForm } from "./form";

export const metadata: Metadata = { title: "Sign in" };

/** What the sign-in endpoint of the API puts into the address when it refuses. */
const notices: Record<string, string> = {
  CredentialsSignin: "This name and password do not belong together.",
  "too-many-requests": "Too many attempts. Try again in a few minutes.",
  "second-factor-required": "This account has a second factor. Sign in here, and type its code when it is asked for.",
  "sso-forbidden":
    "Nothing here belongs to this single sign-on, or the account is disabled. Sign in with your password and connect it under Settings, or ask the administrator for an invitation.",
  "sso-conflict":
    "An account here has this e-mail address already. Sign in to it with your password, and connect single sign-on under Settings.",
};

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const ctx = await getContext();
  const { callbackUrl, error, password } = await searchParams;
  const path = toSafePath(typeof callbackUrl === "string" ? callbackUrl : undefined);
  if (await findPageActor(ctx)) redirect(path);
  const registration = await findRegistration(ctx);
  if (registration === "first") redirect("/sign-up");
  const notice = typeof error === "string" ? (notices[error] ?? "Signing in did not work. Try again.") : undefined;
  return (
    <>
      <Heading title="Sign in">{password === "new" && "Your new password is set. Sign in with it."}</Heading>
      <SignInForm callbackUrl={path} notice={notice} />
      {ctx.config.auth.oidc && <SingleSignOn name={ctx.config.auth.oidc.name} callbackUrl={path} />}
      {registration === "open" && (
        <p className="mt-6 text-center text-muted text-sm">
          New here?{" "}
          <Link href="/sign-up" className="font-medium text-accent underline-offset-4 hover:underline">
            Create an account
          </Link>
        </p>
      )}
      {registration === "invitation-needed" && (
        <p className="mt-6 text-center text-muted text-sm">New here? Ask the administrator for an invitation.</p>
      )}
      <p className="mt-3 text-center text-muted text-sm">Forgot your password? Ask the administrator for a password link.</p>
    </>
  );
}
