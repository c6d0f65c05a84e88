import { z } from "zod";
import { operation } from "../api/operation";
import { plainText } from "../images/schema";
import { pageInput, pageOutput } from "../paging";
import { keyScopes } from "./access";
import { signInInput, signUpInput, userView } from "./schema";

const tag = "auth";

/** What a script calls with, and what it gets the next one with. */
export const tokenPair = z.object({
  /** A JWT, for the header `Authorization: Bearer …`. */
  accessToken: z.string(),
  /** Good once: each refresh answers another. */
  refreshToken: z.string(),
  tokenType: z.literal("Bearer"),
  /** How long the access token is good for. */
  expiresInS: z.number().int(),
});
export type TokenPair = z.infer<typeof tokenPair>;

export const register = operation({
  name: "register",
  summary: "Make an account and sign in; the first one is the administrator's",
  tag,
  method: "POST",
  path: "/api/v1/auth/register",
  access: "public",
  successStatus: 201,
  errors: ["forbidden", "conflict"],
  input: signUpInput,
  output: tokenPair.extend({ user: userView }),
});

export const login = operation({
  name: "login",
  summary: "Sign in with a username or e-mail address and its password, and get tokens",
  tag,
  method: "POST",
  path: "/api/v1/auth/login",
  access: "public",
  errors: ["unauthenticated", "second-factor-required"],
  input: z.object({
    /** Or the e-mail address. */
    username: signInInput.shape.login,
    password: signInInput.shape.password,
    /** Of the second factor, where the person has one. */
    code: signInInput.shape.code,
  }),
  output: tokenPair,
});

export const refresh = operation({
  name: "refresh",
  summary: "Change a refresh token into new tokens. Each is good once: one that comes again signs the session out",
  tag,
  method: "POST",
  path: "/api/v1/auth/refresh",
  access: "public",
  errors: ["unauthenticated"],
  input: z.object({ refreshToken: z.string().min(1).max(200) }),
  output: tokenPair,
});

export const logout = operation({
  name: "logout",
  summary: "End the session of this access token or cookie, with all its tokens; an API key has none, and answers 409",
  tag,
  method: "POST",
  path: "/api/v1/auth/logout",
  access: "member",
  errors: ["conflict"],
  input: z.object({}),
  output: "none",
});

export const apiKeyView = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  /** To the minute. */
  lastUsedAt: z.string().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeyView>;

export const createKey = operation({
  name: "createKey",
  summary: "Make an API key; the answer is the only time that it is shown",
  tag: "keys",
  method: "POST",
  path: "/api/v1/keys",
  access: "member",
  scope: "admin",
  successStatus: 201,
  errors: ["conflict"],
  input: z.object({
    name: plainText.trim().min(1, "Give the key a name.").max(100, "Use at most 100 characters."),
    scopes: z.array(z.enum(keyScopes)).min(1, "Choose what the key may do.").max(keyScopes.length).default(["read", "write"]),
    /** Without one the key does not end by itself. */
    expiresAt: z.iso.datetime({ offset: true, error: "This is not a time, like 2030-01-31T12:00:00Z." }).nullish(),
  }),
  output: apiKeyView.extend({ key: z.string() }),
});

export const listKeys = operation({
  name: "listKeys",
  summary: "One's own API keys, without the keys themselves; the latest first",
  tag: "keys",
  method: "GET",
  path: "/api/v1/keys",
  access: "member",
  scope: "admin",
  input: z.object(pageInput),
  output: z.object({ keys: z.array(apiKeyView), ...pageOutput }),
});

export const deleteKey = operation({
  name: "deleteKey",
  summary: "Revoke an API key; it stops at once",
  tag: "keys",
  method: "DELETE",
  path: "/api/v1/keys/{keyId}",
  access: "member",
  scope: "admin",
  input: z.object({ keyId: z.uuid() }),
  output: "none",
});
