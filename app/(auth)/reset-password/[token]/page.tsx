import type { Metadata } from "next";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { findPasswordLinkUser } from "@/lib/auth/password-link";
import { getContext } from "@/lib/context/web-context";
import { Heading } from "../../heading";
import { ResetPasswordForm } from "./form";

/** The address is as good as a password, so it is told to nobody. */
export const metadata: Metadata = {
  title: "New password",
  robots: { index: false, follow: false, noarchive: true },
  referrer: "no-referrer",
};

type ResetPasswordPageProps = { params: Promise<{ token: string }> };

export default async function ResetPasswordPage({ params }: ResetPasswordPageProps) {
  const { token } = await params;
  const user = await findPasswordLinkUser(await getContext(), token);
  if (!user) {
    return (
      <>
        <Heading title="This link has ended">It has been used already or is out of date. Ask the administrator for another.</Heading>
        <Link href="/sign-in" className={buttonClass("secondary", "lg", "w-full")}>
          Go to sign in
        </Link>
      </>
    );
  }
  return (
    <>
      <Heading title="Choose a new password">
        For <span className="break-words font-medium text-foreground">{user.username}</span>. Every device is signed out then, and signs in
        with it.
      </Heading>
      <ResetPasswordForm token={token} username={user.username} />
    </>
  );
}
