"use server";

import { headers } from "next/headers";
import { z } from "zod";
import { action } from "@/lib/api/action";
import { readClient } from "@/lib/auth/client-address";
import { confirmIdentity, requireSession } from "@/lib/auth/confirm-identity";
import { createApiKey } from "@/lib/auth/create-api-key";
import { deleteApiKey } from "@/lib/auth/delete-api-key";
import { disconnectSingleSignOn } from "@/lib/auth/disconnect-single-sign-on";
import { getUser } from "@/lib/auth/get-me";
import {
  beginSecondFactor as beginOperation,
  confirmSecondFactor as confirmOperation,
  removeSecondFactor as removeOperation,
  renewRecoveryCodes as renewOperation,
} from "@/lib/auth/schema";
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, renewRecoveryCodes } from "@/lib/auth/second-factor-setup";
import { endOtherSessions, endSession } from "@/lib/auth/sessions";
import { createKey as createKeyOperation, deleteKey as deleteKeyOperation } from "@/lib/auth/token-schema";
import { setIntentCookie } from "../../../(auth)/intent-cookie";

const nothing = z.object({});

const begin = action(beginOperation.input, ({ ctx, actor, input }) => beginSecondFactor(ctx, actor, input.password));
const confirm = action(confirmOperation.input, ({ ctx, actor, input }) => confirmSecondFactor(ctx, actor, input.code));
const remove = action(removeOperation.input, async ({ ctx, actor, input }) =>
  removeSecondFactor(ctx, actor, input, readClient(await headers())),
);
const renew = action(renewOperation.input, async ({ ctx, actor, input }) =>
  renewRecoveryCodes(ctx, actor, input.code, readClient(await headers())),
);
const connect = action(z.object({ currentPassword: z.string().max(1_000).optional() }), async ({ ctx, actor, input }) => {
  requireSession(actor);
  await confirmIdentity(ctx, actor, await getUser(ctx, actor), input.currentPassword);
  await setIntentCookie(ctx, { kind: "connect", userId: actor.userId, sessionId: actor.sessionId ?? "" });
});
const disconnect = action(nothing, ({ ctx, actor }) => disconnectSingleSignOn(ctx, actor));
const create = action(createKeyOperation.input, ({ ctx, actor, input }) => createApiKey({ ...ctx, actor }, input));
const revoke = action(deleteKeyOperation.input, ({ ctx, actor, input }) => deleteApiKey({ ...ctx, actor }, input));
const endOne = action(z.object({ sessionId: z.uuid() }), ({ ctx, actor, input }) =>
  endSession(ctx, { sessionId: input.sessionId, userId: actor.userId }),
);
const endOthers = action(nothing, ({ ctx, actor }) => endOtherSessions(ctx, actor));

/** Offers a second factor: its secret as text and QR code. */
export async function offerSecondFactor(input: { password?: string }) {
  return begin(input);
}

/** Puts the offered second factor in force and gives the recovery codes, this once. */
export async function putSecondFactorInForce(input: { code: string }) {
  return confirm(input);
}

/** Takes the second factor away. */
export async function takeSecondFactorAway(input: { password: string; code: string }) {
  return remove(input);
}

/** Gives new recovery codes, this once. */
export async function makeRecoveryCodes(input: { code: string }) {
  return renew(input);
}

/** Lets the next single sign-on of this browser connect to the person's account. */
export async function prepareConnection(input: { currentPassword?: string }) {
  return connect(input);
}

/** Ends that single sign-on leads here. */
export async function endConnection() {
  return disconnect({});
}

/** Makes an API key; it is given this once. */
export async function makeKey(input: z.input<typeof createKeyOperation.input>) {
  return create(input);
}

/** Revokes an API key of the person's. */
export async function revokeKey(keyId: string) {
  return revoke({ keyId });
}

/** Signs one of the person's own devices out. */
export async function signOutDevice(sessionId: string) {
  return endOne({ sessionId });
}

/** Signs all of the person's devices out but this one. */
export async function signOutOtherDevices() {
  return endOthers({});
}
