import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { findRegistration } from "@/lib/auth/registration";
import { toSafePath } from "@/lib/auth/safe-path";
import { findPageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { Heading } from "../heading";
import { SignInForm } from "./form";

export const metadata: Metadata = { title: "Sign in" };

/** What the sign-in endpoint of the API puts into the address when it refuses. */
const notices: Record<string, string> = {
  CredentialsSignin: "This name and password do not belong together.",
  "too-many-requests": "Too many attempts. Try again in a few minutes.",
};

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const ctx = await getContext();
  const { callbackUrl, error } = await searchParams;
  const path = toSafePath(typeof callbackUrl === "string" ? callbackUrl : undefined);
  if (await findPageActor(ctx)) redirect(path);
  const registration = await findRegistration(ctx);
  if (registration === "first") redirect("/sign-up");
  const notice = typeof error === "string" ? (notices[error] ?? "Signing in did not work. Try again.") : undefined;
  return (
    <>
      <Heading title="Sign in" />
      <SignInForm callbackUrl={path} notice={notice} />
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
    </>
  );
}
