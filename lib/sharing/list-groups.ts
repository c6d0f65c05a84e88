import { type Actor, authorize, standingOf, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { type PageInput, rowsOf } from "../paging";
import { countSeenGroups, findGroup, type GroupRow, listGroupRows, listPeople } from "./group-queries";
import type { GroupView } from "./group-schema";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/** A page of the groups that the actor made or is in, by name, with the people in them. */
export async function listGroups(
  ctx: Ctx,
  { page = 1, ...rest }: PageInput = {},
): Promise<{ groups: GroupView[]; page: number; total: number }> {
  const scope = viewScopeOf(ctx.actor);
  const [rows, total] = await Promise.all([listGroupRows(ctx.db, scope, rowsOf({ page, ...rest })), countSeenGroups(ctx.db, scope)]);
  return { groups: await toViews(ctx, rows), page, total };
}

/** One group that the actor made or is in. @throws AppError not-found */
export async function getGroup(ctx: Ctx, { groupId }: { groupId: string }): Promise<GroupView> {
  const group = authorize(ctx.actor, "view", await findGroup(ctx.db, viewScopeOf(ctx.actor), groupId), "group");
  return toView(ctx, group, await listPeople(ctx.db, [group.id]));
}

type People = Awaited<ReturnType<typeof listPeople>>;

async function toViews(ctx: Ctx, rows: readonly GroupRow[]): Promise<GroupView[]> {
  const people = new Map<string, People>(rows.map(({ id }) => [id, []]));
  for (const person of await listPeople(ctx.db, [...people.keys()])) people.get(person.groupId)?.push(person);
  return rows.map((group) => toView(ctx, group, people.get(group.id) ?? []));
}

function toView({ actor }: Ctx, group: GroupRow, people: People): GroupView {
  return {
    id: group.id,
    name: group.name,
    isOwn: standingOf(actor, group) === "owner",
    people: people.map(({ id, username }) => ({ id, username })),
  };
}
