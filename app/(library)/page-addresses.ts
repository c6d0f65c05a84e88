import os from "node:os";
import type { Config } from "@/lib/config";

/** Where a phone in the same network reaches this server; nothing when it listens on this machine only. */
export function listPageAddresses({ web }: Pick<Config, "web">): string[] {
  if (web.publicUrl) return [web.publicUrl];
  if (web.host !== "0.0.0.0" && web.host !== "::") return [];
  const entries = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  return entries.filter((entry) => entry.family === "IPv4" && !entry.internal).map((entry) => `http://${entry.address}:${web.port}`);
}
