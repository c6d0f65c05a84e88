"use server";

import { redirect } from "next/navigation";
import { endCurrentSession } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";

/** Ends the present session at once, everywhere its cookie may have been copied to, and shows the sign-in page. */
export async function signOut(): Promise<void> {
  await endCurrentSession(await getContext());
  redirect("/sign-in");
}
