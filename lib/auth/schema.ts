import { z } from "zod";
import { operation } from "../api/operation";
import { limits } from "../limits";

export const username = z
  .string()
  .trim()
  .min(2, "Choose a name of at least 2 characters.")
  .max(50, "Use at most 50 characters.")
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, "Use letters, digits, dots, dashes and underscores.");
export const email = z
  .string()
  .trim()
  .max(254, "Use at most 254 characters.")
  .pipe(z.email("This is not a whole e-mail address, like name@example.org."));
export const password = z
  .string()
  .min(limits.auth.passwordLengthMin, `Use at least ${limits.auth.passwordLengthMin} characters.`)
  .max(limits.auth.passwordLengthMax, `Use at most ${limits.auth.passwordLengthMax} characters.`);

export const signUpInput = z.object({ username, email, password, invitation: z.string().max(200).optional() });
/** `login` is a username or an e-mail address. */
export const signInInput = z.object({
  login: z
    .string()
    .trim()
    .regex(/^[^\0]*$/, "This cannot be a name.")
    .min(1, "Type your username or e-mail address.")
    .max(254, "This is too long for a name."),
  password: z.string().min(1, "Type your password.").max(limits.auth.passwordLengthMax, "This is too long for a password."),
});

export const userView = z.object({ id: z.uuid(), username: z.string(), email: z.string(), role: z.enum(["administrator", "member"]) });
export type UserView = z.infer<typeof userView>;

export const getMe = operation({
  name: "getMe",
  summary: "The signed-in person",
  tag: "users",
  method: "GET",
  path: "/api/v1/users/me",
  access: "member",
  input: z.object({}),
  output: userView,
});
