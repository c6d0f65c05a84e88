import type { z } from "zod";
import type { Actor } from "../auth/access";
import { findPageActor } from "../auth/session";
import type { Context } from "../context/context";
import { getContext } from "../context/web-context";
import { AppError, type ErrorCode, type FieldErrors, toAppError } from "../errors";
import { parseInput } from "./parse-input";

/** What a server action gives a form: a value, or what is wrong in words for people. */
export type ActionResult<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; message: string; fieldErrors?: FieldErrors };

type Handler<S extends z.ZodType, A, T> = (call: { ctx: Context; actor: A; input: z.output<S> }) => Promise<T>;

/** Binds a domain function to a form as a server action, for signed-in people. */
export function action<S extends z.ZodType, T>(schema: S, handle: Handler<S, Actor, T>) {
  return publicAction<S, T>(schema, async ({ ctx, actor, input }) => {
    if (!actor) throw new AppError("unauthenticated", "Sign in first.");
    return handle({ ctx, actor, input });
  });
}

/** Like `action`, for forms that people who are not signed in may send. */
export function publicAction<S extends z.ZodType, T>(schema: S, handle: Handler<S, Actor | undefined, T>) {
  return async (raw: z.input<S>): Promise<ActionResult<T>> => {
    const ctx = await getContext();
    try {
      const input = parseInput(schema, raw);
      const actor = await findPageActor(ctx);
      return { ok: true, value: await handle({ ctx, actor, input }) };
    } catch (error) {
      const known = toAppError(error);
      if (known.code === "internal") ctx.log.error({ err: error }, "unexpected error in an action");
      return { ok: false, code: known.code, message: known.message, ...(known.fieldErrors && { fieldErrors: known.fieldErrors }) };
    }
  };
}
