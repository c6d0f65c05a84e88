import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { answerInvitation } from "./answer-invitation";
import { inviteMember } from "./invite-member";
import type { LinkPass, LinkVisitor } from "./open-link";
import type { MemberRole } from "./schema";

/** Short ways to shared things, for tests. */
export type Sharing = {
  /** Invites a person who says yes; gives the member's id. */
  join(owner: Actor, collectionId: string, person: Actor, role: MemberRole): Promise<string>;
};

/** Sharing as tests do it: by the functions that everybody uses. People are those of `createTestActor`. */
export function openSharing(ctx: Pick<Context, "db" | "clock">): Sharing {
  return {
    async join(owner, collectionId, person, role) {
      const { member } = await inviteMember({ ...ctx, actor: owner }, { collectionId, person: `person-${person.userId}`, role });
      await answerInvitation({ ...ctx, actor: person }, { invitationId: member.id, accept: true });
      return member.id;
    },
  };
}

/** A visitor of links with a browser that keeps cookies. */
export type TestVisitor = LinkVisitor & { cookies: Map<string, string>; keep(pass: LinkPass | undefined): void };

/** Somebody at an address of the documentation range. */
export function createVisitor(cookies: Record<string, string> = {}, address = "192.0.2.5"): TestVisitor {
  const kept = new Map(Object.entries(cookies));
  return {
    address,
    cookies: kept,
    passOf: (name) => kept.get(name),
    keep: (pass) => {
      if (pass) kept.set(pass.name, pass.value);
    },
  };
}
