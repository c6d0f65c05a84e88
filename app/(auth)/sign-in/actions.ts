"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { publicAction } from "@/lib/api/action";
import { readClient } from "@/lib/auth/client-address";
import { toSafePath } from "@/lib/auth/safe-path";
import { signInInput } from "@/lib/auth/schema";
import { setSessionCookie } from "@/lib/auth/session";
import { signIn } from "@/lib/auth/sign-in";
import { enteredOf, type FormState } from "../form-state";

const formInput = signInInput.extend({ callbackUrl: z.string().max(2_000).catch("/") });

const signInPerson = publicAction(formInput, async ({ ctx, input }) => {
  const session = await signIn(ctx, input, readClient(await headers()));
  await setSessionCookie(ctx, session);
  return toSafePath(input.callbackUrl);
});

/** Signs a person in and goes on to where they wanted to be; the form asks for the code of a second factor where there is one. */
export async function submitSignIn(_previous: FormState, form: FormData): Promise<FormState> {
  const result = await signInPerson(enteredOf(form, ["login", "password", "code", "callbackUrl"]) as z.input<typeof formInput>);
  if (result.ok) redirect(result.value);
  const { code, message, fieldErrors } = result;
  return { code, message, fieldErrors, entered: enteredOf(form, ["login"]) };
}
