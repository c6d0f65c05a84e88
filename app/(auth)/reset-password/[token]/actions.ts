"use server";

import { redirect } from "next/navigation";
import type { z } from "zod";
import { publicAction } from "@/lib/api/action";
import { resetPassword } from "@/lib/auth/reset-password";
import { resetPasswordInput } from "@/lib/auth/schema";
import { enteredOf, type FormState } from "../../form-state";

const setPassword = publicAction(resetPasswordInput, ({ ctx, input }) => resetPassword(ctx, input));

/** Sets a new password by a password link, and shows the sign-in page. */
export async function submitNewPassword(_previous: FormState, form: FormData): Promise<FormState> {
  const result = await setPassword(enteredOf(form, ["token", "password"]) as z.input<typeof resetPasswordInput>);
  if (result.ok) redirect("/sign-in?password=new");
  const { code, message, fieldErrors } = result;
  return { code, message, fieldErrors, entered: {} };
}
