"use client";

import { ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuChoices } from "@/components/ui/menu";
import type { MemberRole } from "@/lib/sharing/schema";
import { roleName, roles } from "./roles";

type RoleMenuProps = { label: string; role: MemberRole; onChange: (role: MemberRole) => void };

/** Chooses what somebody may do. */
export function RoleMenu({ label, role, onChange }: RoleMenuProps) {
  return (
    <Menu
      trigger={
        <Button variant="quiet" aria-label={`${label}: ${roleName(role)}`} className="gap-1 px-2.5">
          {roleName(role)}
          <ChevronDown size={15} aria-hidden className="text-muted" />
        </Button>
      }
    >
      <MenuChoices value={role} choices={roles} onChange={(next) => next !== role && onChange(next)} />
    </Menu>
  );
}
