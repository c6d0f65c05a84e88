import type { MemberRole } from "@/lib/sharing/schema";

/** What each role is called, and what it lets somebody do. */
export const roles: readonly { value: MemberRole; label: string; hint: string }[] = [
  { value: "viewer", label: "Viewer", hint: "Looks at the pictures" },
  { value: "contributor", label: "Contributor", hint: "Also adds pictures of their own" },
  { value: "editor", label: "Editor", hint: "Also renames, tags, chooses the cover and takes pictures out" },
];

/** What a role, or being the owner, is called. */
export function roleName(role: MemberRole | "owner"): string {
  return roles.find(({ value }) => value === role)?.label ?? "Owner";
}
