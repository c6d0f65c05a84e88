"use server";

import type { z } from "zod";
import { action } from "@/lib/api/action";
import { deleteUser } from "@/lib/auth/delete-user";
import { deleteUser as deleteOperation, updateUser as updateOperation } from "@/lib/auth/schema";
import { endCurrentSession } from "@/lib/auth/session";
import { updateUser } from "@/lib/auth/update-user";

const own = { userId: "me" } as const;

const update = action(updateOperation.input.omit({ userId: true }), ({ ctx, actor, input }) =>
  updateUser(ctx, actor, { ...own, ...input }),
);

const remove = action(deleteOperation.input.omit({ userId: true }), async ({ ctx, actor, input }) => {
  const result = await deleteUser(ctx, actor, { ...own, ...input });
  await endCurrentSession(ctx);
  return result;
});

type Update = Omit<z.input<typeof updateOperation.input>, "userId">;

/** Changes the person's own name, address or password. */
export async function saveAccount(input: Update) {
  return update(input);
}

/** Deletes the person's account with everything in it, and forgets the browser's sign-in. */
export async function deleteAccount(input: { currentPassword?: string }) {
  return remove(input);
}
