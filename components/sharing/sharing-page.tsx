import { SettingsSection } from "@/components/settings/settings-section";
import { PageHeader } from "@/components/ui/page-header";
import type { OutputOf } from "@/lib/api/operation";
import type { listGroups } from "@/lib/sharing/group-schema";
import type { listLinks } from "@/lib/sharing/link-schema";
import type { listInvitations } from "@/lib/sharing/schema";
import { GroupsPart } from "./groups-part";
import { InvitationCards } from "./invitation-cards";
import { LinkList } from "./link-list";

type SharingPageProps = {
  meId: string;
  links: OutputOf<typeof listLinks>;
  groups: OutputOf<typeof listGroups>;
  invitations: OutputOf<typeof listInvitations>;
};

/** Every share link of a person, the groups they share with, and what they are invited to. */
export function SharingPage({ meId, links, groups, invitations }: SharingPageProps) {
  return (
    <>
      <PageHeader title="Sharing" />
      <InvitationCards initial={invitations} />
      <div className="page-x">
        <SettingsSection
          title="Share links"
          description="Whoever has such a link sees the pictures without an account. Closing one holds at once."
        >
          <LinkList initial={links} empty="There are none. Make one from a collection, by Share, or from pictures that you select." />
        </SettingsSection>
        <SettingsSection
          title="Groups"
          description="People to share a collection with all at once: whoever is in the group sees it, whoever leaves the group does not any more."
        >
          <GroupsPart initial={groups} meId={meId} />
        </SettingsSection>
      </div>
    </>
  );
}
