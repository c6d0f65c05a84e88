import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { buttonClass } from "@/components/ui/button";
import { findRegistration, type Registration } from "@/lib/auth/registration";
import { findPageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { Heading } from "../heading";
import { SingleSignOn } from "../single-sign-on";
import { prepareJoin } from "./actions";
import { SignUpForm } from "./form";

export const metadata: Metadata = { title: "Create an account" };

const words: Record<Registration, { title: string; text: string }> = {
  first: {
    title: "Welcome to your library",
    text: "Create the first account. It is the administrator: you look after this library and can invite others.",
  },
  open: { title: "Create your account", text: "You get a library of your own: nobody else sees your pictures." },
  invited: { title: "You are invited", text: "Create your account. Nobody else sees your pictures." },
  "invitation-needed": { title: "By invitation only", text: "Ask the administrator of this library for an invitation, and open its link." },
  "invitation-ended": {
    title: "This invitation has ended",
    text: "It has been used already or is out of date. Ask the administrator of this library for another.",
  },
  closed: { title: "No new accounts", text: "This library takes no new accounts." },
};

type SignUpPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const ctx = await getContext();
  if (await findPageActor(ctx)) redirect("/");
  const asked = (await searchParams).invitation;
  const invitation = typeof asked === "string" ? asked.slice(0, 200) : undefined;
  const registration = await findRegistration(ctx, invitation);
  const { title, text } = words[registration];
  const { oidc } = ctx.config.auth;
  const isOpen = registration === "first" || registration === "open" || registration === "invited";
  return (
    <>
      <Heading title={title}>{text}</Heading>
      {isOpen ? (
        <>
          <SignUpForm invitation={invitation} label={registration === "first" ? "Create the first account" : "Create account"} />
          {oidc && (
            <SingleSignOn
              name={oidc.name}
              verb="Sign up"
              callbackUrl="/"
              {...(invitation && { prepare: prepareJoin.bind(null, { invitation }) })}
            />
          )}
        </>
      ) : (
        <Link href="/sign-in" className={buttonClass("secondary", "lg", "w-full")}>
          Go to sign in
        </Link>
      )}
      {isOpen && registration !== "first" && (
        <p className="mt-6 text-center text-muted text-sm">
          Have an account?{" "}
          <Link href="/sign-in" className="font-medium text-accent underline-offset-4 hover:underline">
            Sign in
          </Link>
        </p>
      )}
    </>
  );
}
