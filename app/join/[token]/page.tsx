import type { Metadata } from "next";
import { JoinForm } from "@/components/sharing/join-form";
import { requirePageActor } from "@/lib/auth/session";
import { Heading } from "../../(auth)/heading";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

type JoinPageProps = { params: Promise<{ token: string }> };

/** What an invitation's link opens. Looking at it changes nothing: somebody joins when they press the button. */
export default async function JoinPage({ params }: JoinPageProps) {
  await requirePageActor();
  const { token } = await params;
  return (
    <>
      <Heading title="You are invited" />
      <JoinForm token={token} />
    </>
  );
}
