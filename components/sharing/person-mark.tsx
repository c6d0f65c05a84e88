import { Mail, Users } from "lucide-react";
import type { MemberView } from "@/lib/sharing/schema";

/** A round mark before a name: a person's initial, or what kind of member it is. */
export function PersonMark({ name, kind = "person" }: { name: string; kind?: "person" | "group" | "email" }) {
  return (
    <span
      aria-hidden
      className="flex size-9 shrink-0 items-center justify-center rounded-full bg-surface-sunken font-semibold text-muted text-sm uppercase"
    >
      {kind === "group" ? <Users size={17} /> : kind === "email" ? <Mail size={17} /> : [...name][0]}
    </span>
  );
}

/** What a member is called, and what kind of member it is. */
export function nameOfMember({ person, group, email }: MemberView): { name: string; kind: "person" | "group" | "email" } {
  if (person) return { name: person.username, kind: "person" };
  if (group) return { name: group.name, kind: "group" };
  return { name: email ?? "Somebody", kind: "email" };
}
