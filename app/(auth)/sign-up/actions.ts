"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { publicAction } from "@/lib/api/action";
import { readClient } from "@/lib/auth/client-address";
import { signUpInput } from "@/lib/auth/schema";
import { setSessionCookie } from "@/lib/auth/session";
import { signUp } from "@/lib/auth/sign-up";
import { enteredOf, type FormState } from "../form-state";
import { setIntentCookie } from "../intent-cookie";

const signUpPerson = publicAction(signUpInput, async ({ ctx, input }) => {
  const session = await signUp(ctx, input, readClient(await headers()));
  await setSessionCookie(ctx, session);
});

/** Makes an account, signs its person in and opens the library. */
export async function submitSignUp(_previous: FormState, form: FormData): Promise<FormState> {
  const input = enteredOf(form, ["username", "email", "password", "invitation"]) as z.input<typeof signUpInput>;
  const result = await signUpPerson(input);
  if (result.ok) redirect("/");
  const { code, message, fieldErrors } = result;
  return { code, message, fieldErrors, entered: enteredOf(form, ["username", "email"]) };
}

const keepInvitation = publicAction(z.object({ invitation: z.string().max(200) }), ({ ctx, input }) =>
  setIntentCookie(ctx, { kind: "join", ...input }),
);

/** Keeps an invitation in the browser while its person signs up by single sign-on. */
export async function prepareJoin(input: { invitation: string }) {
  return keepInvitation(input);
}
