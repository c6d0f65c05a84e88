import type { Context } from "./context";
import { createContext, type OpenContext } from "./create-context";

const slot = Symbol.for("magpie.context");
type Slot = { [slot]?: Promise<OpenContext> };

/**
 * The web process's own context, made on first use. Next bundles each route apart, so it hangs on
 * globalThis; it holds connections only, nothing that another web process would need to share.
 */
export function getContext(): Promise<Context> {
  const holder = globalThis as Slot;
  holder[slot] ??= createContext("web").catch((error: unknown) => {
    delete holder[slot];
    throw error;
  });
  return holder[slot];
}
