"use server";

import type { z } from "zod";
import { action } from "@/lib/api/action";
import { administerUser } from "@/lib/auth/administer-user";
import { createUser } from "@/lib/auth/create-user";
import { deleteUser } from "@/lib/auth/delete-user";
import { createInvitation } from "@/lib/auth/invitation";
import { createPasswordLink } from "@/lib/auth/password-link";
import {
  administerUser as administerOperation,
  createUser as createOperation,
  deleteUser as deleteOperation,
  inviteUser as inviteOperation,
  makePasswordLink as linkOperation,
} from "@/lib/auth/schema";

const administer = action(administerOperation.input, ({ ctx, actor, input }) => administerUser(ctx, actor, input));
const create = action(createOperation.input, ({ ctx, actor, input }) => createUser(ctx, actor, input));
const remove = action(deleteOperation.input, ({ ctx, actor, input }) => deleteUser(ctx, actor, input));
const link = action(linkOperation.input, ({ ctx, actor, input }) => createPasswordLink(ctx, actor, input));
const invite = action(inviteOperation.input, async ({ ctx, actor }) => {
  const { path, expiresAt } = await createInvitation(ctx, actor);
  return { path, expiresAt: expiresAt.toISOString() };
});

/** Changes what administrators decide about an account. */
export async function administerPerson(userId: string, change: Omit<z.input<typeof administerOperation.input>, "userId">) {
  return administer({ ...change, userId });
}

/** Makes an account for somebody. */
export async function createPerson(input: z.input<typeof createOperation.input>) {
  return create(input);
}

/** Deletes somebody with everything they have. */
export async function deletePerson(userId: string) {
  return remove({ userId });
}

/** Makes an invitation; its address is given this once. */
export async function makeInvitation() {
  return invite({});
}

/** Makes a link with which somebody sets a new password; its address is given this once. */
export async function makePasswordLink(userId: string) {
  return link({ userId });
}
