"use server";

import { z } from "zod";
import { action } from "@/lib/api/action";
import { createInvitation } from "@/lib/auth/invitation";
import { endOtherSessions, endSession } from "@/lib/auth/sessions";

const nothing = z.object({});

const invite = action(nothing, async ({ ctx, actor }) => {
  const { token, expiresAt } = await createInvitation(ctx, actor);
  return { path: `/sign-up?invitation=${encodeURIComponent(token)}`, expiresAt: expiresAt.toISOString() };
});

const endOne = action(z.object({ sessionId: z.uuid() }), async ({ ctx, actor, input }) => {
  await endSession(ctx, { sessionId: input.sessionId, userId: actor.userId });
});

const endOthers = action(nothing, async ({ ctx, actor }) => endOtherSessions(ctx, actor));

/** Makes an invitation; its address is given this once. */
export async function makeInvitation() {
  return invite({});
}

/** Signs one of the person's own devices out. */
export async function signOutDevice(sessionId: string) {
  return endOne({ sessionId });
}

/** Signs all of the person's devices out but this one. */
export async function signOutOtherDevices() {
  return endOthers({});
}
