import type { MemberRole } from "@/lib/sharing/schema";

/** What each role is called, and what it lets somebody do. */
export const roles: readonly { value: MemberRole; label: string; hint: string }[] = [
  { value: "viewer", label: "Viewer", hint: "Looks at the pictures" },
  { value: "contributor", label: "Contributor", hint: "Also adds pictures of their own" },
  { value: "editor", label: "Editor", hint: "Also renames, tags, chooses the cover and takes pictures out" },
];

/** A role and what it means, in a line: "Viewer: looks at the pictures". */
export function describeRole(role: MemberRole): string {
  const hint = roles.find(({ value }) => value === role)?.hint ?? "";
  return `${roleName(role)}: ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`;
}

/** What a role, or being the owner, is called. */
export function roleName(role: MemberRole | "owner"): string {
  return roles.find(({ value }) => value === role)?.label ?? "Owner";
}
