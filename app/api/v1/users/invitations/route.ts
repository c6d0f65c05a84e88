import { route } from "@/lib/api/route";
import { createInvitation } from "@/lib/auth/invitation";
import { inviteUser as operation } from "@/lib/auth/schema";

export const POST = route(operation, async ({ ctx, actor }) => {
  const { token, path, expiresAt } = await createInvitation(ctx, actor);
  return { token, path, expiresAt: expiresAt.toISOString() };
});
