import { z } from "zod";
import { operation } from "../api/operation";
import { limits } from "../limits";
import { pageInput, pageOutput } from "../paging";

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
/** `token` is the last part of a password link's path. */
export const resetPasswordInput = z.object({ token: z.string().max(200), password });
/** `login` is a username or an e-mail address. */
export const signInInput = z.object({
  login: z
    .string()
    .trim()
    .regex(/^[^\0]*$/, "This cannot be a name.")
    .min(1, "Type your username or e-mail address.")
    .max(254, "This is too long for a name."),
  password: z.string().min(1, "Type your password.").max(limits.auth.passwordLengthMax, "This is too long for a password."),
  /** Of the second factor, where the account has one. */
  code: z.string().max(100, "This is too long for a code.").optional(),
});

export const role = z.enum(["administrator", "member"]);
export const userView = z.object({ id: z.uuid(), username: z.string(), email: z.string(), role });
export type UserView = z.infer<typeof userView>;

const usage = z.object({ bytes: z.number().int(), images: z.number().int() });
/** Most bytes of originals that a person may keep; null: as many as fit. */
const quotaBytes = z.number().int().nullable();

/** One's own account. */
export const accountView = userView.extend({
  /** Everything one keeps, trash and held pictures included. */
  usage,
  quotaBytes,
  hasSecondFactor: z.boolean(),
  /** Recovery codes that were not used yet. */
  recoveryCodesLeft: z.number().int(),
  /** False for accounts that were made by single sign-on and have set none. */
  hasPassword: z.boolean(),
  /** Whether single sign-on leads to this account. */
  hasSingleSignOn: z.boolean(),
  createdAt: z.string(),
});
export type AccountView = z.infer<typeof accountView>;

/** Somebody's account as administrators see it: nothing of their pictures but how much room they take. */
export const personView = userView.extend({
  usage,
  quotaBytes,
  /** The quota is theirs; else it is the server's setting. */
  hasOwnQuota: z.boolean(),
  hasSecondFactor: z.boolean(),
  createdAt: z.string(),
  disabledAt: z.string().nullable(),
  /** The account is being deleted. */
  isLeaving: z.boolean(),
});
export type PersonView = z.infer<typeof personView>;

const tag = "users";
const userId = z.uuid();
const ownId = z.union([z.uuid(), z.literal("me")]);
const currentPassword = z.string().max(limits.auth.passwordLengthMax, "This is too long for a password.");
const secondFactorCode = z.string().max(100, "This is too long for a code.");
const newQuota = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable();

export const getMe = operation({
  name: "getMe",
  summary: "The signed-in person",
  tag,
  method: "GET",
  path: "/api/v1/users/me",
  access: "member",
  input: z.object({}),
  output: accountView,
});

export const updateUser = operation({
  name: "updateUser",
  summary: "Change one's own name, address or password; a new password ends all other sessions",
  tag,
  method: "PATCH",
  path: "/api/v1/users/{userId}",
  access: "member",
  scope: "admin",
  input: z.object({
    userId: ownId,
    username: username.optional(),
    email: email.optional(),
    password: password.optional(),
    /** Needed for a new address or a new password. */
    currentPassword: currentPassword.optional(),
  }),
  output: accountView,
});

export const deleteUser = operation({
  name: "deleteUser",
  summary: "Delete one's own account, or as an administrator anybody's, with everything in it, for good",
  tag,
  method: "DELETE",
  path: "/api/v1/users/{userId}",
  access: "member",
  scope: "admin",
  body: true,
  input: z.object({
    userId: ownId,
    /** Needed for one's own account. */
    currentPassword: currentPassword.optional(),
  }),
  /** False: the account is closed, and what it holds is still being deleted. */
  output: z.object({ done: z.boolean() }),
});

export const listUsers = operation({
  name: "listUsers",
  summary: "Everybody with an account, by name",
  tag,
  method: "GET",
  path: "/api/v1/users",
  access: "administrator",
  input: z.object(pageInput),
  output: z.object({ users: z.array(personView), ...pageOutput }),
});

export const createUser = operation({
  name: "createUser",
  summary: "Make an account for somebody",
  tag,
  method: "POST",
  path: "/api/v1/users",
  access: "administrator",
  successStatus: 201,
  input: z.object({ username, email, password, role: role.default("member"), quotaBytes: newQuota.default(null) }),
  output: personView,
});

export const inviteUser = operation({
  name: "inviteUser",
  summary: "Make an invitation with which one person may sign up; it is shown this once",
  tag,
  method: "POST",
  path: "/api/v1/users/invitations",
  access: "administrator",
  successStatus: 201,
  input: z.object({}),
  /** `path` is the page to open on this server. */
  output: z.object({ token: z.string(), path: z.string(), expiresAt: z.string() }),
});

export const administerUser = operation({
  name: "administerUser",
  summary: "Disable or enable an account, change its role or quota, or take its second factor away",
  tag,
  method: "PATCH",
  path: "/api/v1/users/{userId}/administration",
  access: "administrator",
  input: z.object({
    userId,
    disabled: z.boolean().optional(),
    role: role.optional(),
    /** Null: what the server's setting says. */
    quotaBytes: newQuota.optional(),
    removeSecondFactor: z.literal(true).optional(),
  }),
  output: personView,
});

export const makePasswordLink = operation({
  name: "makePasswordLink",
  summary: "Make a link with which somebody who forgot their password sets a new one, once; it ends the one made before",
  tag,
  method: "POST",
  path: "/api/v1/users/{userId}/password-link",
  access: "administrator",
  successStatus: 201,
  input: z.object({ userId }),
  /** `path` is the page to open on this server: whoever opens it first gets in. It is shown this once. */
  output: z.object({ path: z.string(), expiresAt: z.string() }),
});

const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const beginSecondFactor = operation({
  name: "beginSecondFactor",
  summary: "Offer a second factor: a secret for an authenticator app, in force once it is confirmed",
  tag,
  method: "POST",
  path: "/api/v1/users/me/second-factor",
  access: "member",
  scope: "admin",
  /** The present password; whoever has none must have signed in during the last quarter of an hour. */
  input: z.object({ password: currentPassword.optional() }),
  /** The secret in base32, as an otpauth: address, and that as a QR code (SVG). */
  output: z.object({ secret: z.string(), uri: z.string(), svg: z.string() }),
});

export const confirmSecondFactor = operation({
  name: "confirmSecondFactor",
  summary: "Put the offered second factor in force, by a code of the app; gives recovery codes, shown this once",
  tag,
  method: "POST",
  path: "/api/v1/users/me/second-factor/confirm",
  access: "member",
  scope: "admin",
  input: z.object({ code: secondFactorCode }),
  output: recoveryCodes,
});

export const removeSecondFactor = operation({
  name: "removeSecondFactor",
  summary: "Take one's second factor away",
  tag,
  method: "POST",
  path: "/api/v1/users/me/second-factor/remove",
  access: "member",
  scope: "admin",
  input: z.object({ password: currentPassword, code: secondFactorCode }),
  output: "none",
});

export const renewRecoveryCodes = operation({
  name: "renewRecoveryCodes",
  summary: "Get new recovery codes instead of those before, shown this once",
  tag,
  method: "POST",
  path: "/api/v1/users/me/second-factor/recovery-codes",
  access: "member",
  scope: "admin",
  input: z.object({ code: secondFactorCode }),
  output: recoveryCodes,
});
