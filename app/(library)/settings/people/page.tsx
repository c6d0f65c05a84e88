import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Invitations } from "@/components/settings/invitations";
import { People } from "@/components/settings/people";
import { SettingsSection } from "@/components/settings/settings-section";
import { buttonClass } from "@/components/ui/button";
import { listPeople } from "@/lib/auth/people";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { administerPerson, createPerson, deletePerson, makeInvitation, makePasswordLink } from "./actions";

export const metadata: Metadata = { title: "People" };

const perPage = 50;

type PeoplePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function PeoplePage({ searchParams }: PeoplePageProps) {
  const actor = await requirePageActor();
  if (actor.role !== "administrator") notFound();
  const ctx = await getContext();
  const asked = Number((await searchParams).page);
  const page = Number.isInteger(asked) && asked >= 1 && asked <= 100_000 ? asked : 1;
  const { users, total } = await listPeople(ctx, actor, { page, limit: perPage });
  return (
    <>
      <SettingsSection title="People" description="Everybody has a library of their own; you do not see the pictures of others.">
        <People
          people={users}
          ownId={actor.userId}
          administer={administerPerson}
          create={createPerson}
          makePasswordLink={makePasswordLink}
          remove={deletePerson}
        />
        {total > perPage && (
          <nav aria-label="Pages of people" className="mt-4 flex gap-2">
            {page > 1 && (
              <Link href={`?page=${page - 1}`} className={buttonClass("quiet", "sm")}>
                Before
              </Link>
            )}
            {page * perPage < total && (
              <Link href={`?page=${page + 1}`} className={buttonClass("quiet", "sm")}>
                More
              </Link>
            )}
          </nav>
        )}
      </SettingsSection>
      <SettingsSection title="Invite" description="The person chooses a name and a password themselves.">
        <Invitations registration={ctx.config.auth.registration} makeInvitation={makeInvitation} />
      </SettingsSection>
    </>
  );
}
