import { findUserByLogin } from "../auth/queries";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { PersonView } from "./schema";

/** The person with an account under a username or e-mail address; those who are disabled are not found. */
export async function findPerson(ctx: Pick<Context, "db">, person: string): Promise<PersonView | undefined> {
  const user = await findUserByLogin(ctx.db, person);
  return user && !user.disabledAt ? { id: user.id, username: user.username } : undefined;
}

/** @throws AppError not-found */
export async function getPerson(ctx: Pick<Context, "db">, person: string): Promise<PersonView> {
  const found = await findPerson(ctx, person);
  if (found) return found;
  const by = person.includes("@") ? "with this e-mail address" : "called that";
  throw new AppError("not-found", `Nobody ${by} has an account here.`);
}
