import { readConfig } from "../config";
import type { Context } from "./context";
import { createContext, type OpenContext } from "./create-context";

/** The web process decodes search pictures and now and then a thumbnail: ingest is the worker's. */
const decodersMax = 2;

const slot = Symbol.for("magpie.context");
type Slot = { [slot]?: Promise<OpenContext> };

/**
 * The web process's own context, made on first use. Next bundles each route apart, so it hangs on
 * globalThis; it holds connections only, nothing that another web process would need to share.
 */
export function getContext(): Promise<Context> {
  const holder = globalThis as Slot;
  holder[slot] ??= openWebContext().catch((error: unknown) => {
    delete holder[slot];
    throw error;
  });
  return holder[slot];
}

async function openWebContext(): Promise<OpenContext> {
  const config = readConfig();
  return createContext("web", { ...config, decoders: Math.min(config.decoders, decodersMax) });
}
