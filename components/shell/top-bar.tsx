import type { ReactNode } from "react";
import type { UserView } from "@/lib/auth/schema";
import { AccountMenu } from "./account-menu";

/** Search and adding pictures, at the top of every page. */
export function TopBar({ user, search, upload }: { user: UserView; search: ReactNode; upload: ReactNode }) {
  return (
    <header className="sticky top-0 z-20 border-transparent border-b bg-background/92 backdrop-blur-md">
      <div className="page-x flex h-16 items-center gap-2 sm:gap-4">
        {search}
        {upload}
        <div className="lg:hidden">
          <AccountMenu user={user} compact />
        </div>
      </div>
    </header>
  );
}
