import type { ReactNode } from "react";
import { ViewerHost } from "@/components/images/viewer-host";
import { SearchBox } from "@/components/search/search-box";
import { BottomBar } from "@/components/shell/bottom-bar";
import { ShellBehaviour } from "@/components/shell/shell-behaviour";
import { SideBar } from "@/components/shell/side-bar";
import { TopBar } from "@/components/shell/top-bar";
import { UploadButton } from "@/components/uploads/upload-button";
import { UploadProvider } from "@/components/uploads/upload-provider";
import { getMe } from "@/lib/auth/get-me";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";

/** What is around every page of the library. */
export default async function LibraryLayout({ children }: { children: ReactNode }) {
  const actor = await requirePageActor();
  const user = await getMe(await getContext(), actor);
  return (
    <UploadProvider userId={user.id} isAdministrator={user.role === "administrator"}>
      <a
        href="#main"
        className="-translate-y-16 fixed top-3 left-3 z-50 rounded-md bg-foreground px-4 py-2 text-background focus:translate-y-0"
      >
        Skip to the pictures
      </a>
      <SideBar user={user} />
      <div className="flex min-h-dvh flex-col lg:pl-60">
        <TopBar user={user} search={<SearchBox />} upload={<UploadButton />} />
        <main id="main" tabIndex={-1} className="flex-1 pb-24 focus:outline-none lg:pb-8">
          {children}
        </main>
      </div>
      <BottomBar />
      <ShellBehaviour />
      <ViewerHost />
    </UploadProvider>
  );
}
