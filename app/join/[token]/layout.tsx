import type { ReactNode } from "react";
import AuthLayout from "../../(auth)/layout";

/** As calm as the pages for signing in. */
export default function JoinLayout({ children }: { children: ReactNode }) {
  return <AuthLayout>{children}</AuthLayout>;
}
