import type { Metadata } from "next";
import Link from "next/link";
import { JoinForm } from "@/components/sharing/join-form";
import { describeRole } from "@/components/sharing/roles";
import { buttonClass } from "@/components/ui/button";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { findInvitation } from "@/lib/sharing/find-invitation";
import { Heading } from "../../(auth)/heading";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

type JoinPageProps = { params: Promise<{ token: string }> };

/** What an invitation's link opens. Looking at it changes nothing: somebody joins when they press the button. */
export default async function JoinPage({ params }: JoinPageProps) {
  await requirePageActor();
  const { token } = await params;
  const invitation = await findInvitation(await getContext(), { token });
  if (!invitation) {
    return (
      <>
        <Heading title="This invitation is over">It has been used, taken back or is too old. Ask for a new one.</Heading>
        <Link href="/" className={buttonClass("secondary")}>
          To the timeline
        </Link>
      </>
    );
  }
  const { collectionName, invitedBy, role } = invitation;
  return (
    <>
      <Heading title="You are invited">
        <strong className="font-semibold text-foreground">{invitedBy}</strong> shares{" "}
        <strong className="break-words font-semibold text-foreground">{collectionName}</strong> with you. {describeRole(role)}.
      </Heading>
      <JoinForm token={token} />
    </>
  );
}
