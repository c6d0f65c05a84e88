import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { createCollection } from "../collections/create-collection";
import { redeemInvitation } from "./answer-invitation";
import { findInvitation } from "./find-invitation";
import { inviteMember } from "./invite-member";

let ctx: AccountContext;
let anna: Actor;
beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
});
afterAll(() => ctx.close());

test("an invitation's link tells what it is to until it is spent", async () => {
  const { id: collectionId } = await createCollection({ ...ctx, actor: anna }, { name: "Journey", tags: [] });
  const invited = await inviteMember({ ...ctx, actor: anna }, { collectionId, person: "cleo@example.net", role: "editor" });
  const token = invited.invitationPath?.split("/").at(-1) ?? "";
  expect(await findInvitation(ctx, { token })).toEqual({
    collectionName: "Journey",
    invitedBy: `person-${anna.userId}`,
    role: "editor",
  });
  expect(await findInvitation(ctx, { token: `${token.slice(1)}A` })).toBeUndefined();
  await redeemInvitation({ ...ctx, actor: await createTestActor(ctx) }, { token });
  expect(await findInvitation(ctx, { token })).toBeUndefined();
});
