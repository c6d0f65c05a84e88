import path from "node:path";
import { build } from "esbuild";
import { createLog } from "@/lib/log";
import { createDecoder, type Decoder } from "./decoder";

const rootDir = path.resolve(import.meta.dirname, "../..");

/** Bundles the decoder child as the build does, beside node_modules so that it finds them; its path. */
export async function bundleDecoder(): Promise<string> {
  const outfile = path.join(rootDir, "node_modules/.cache/magpie", `decoder-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(rootDir, "lib/imaging/decoder-child.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "@": rootDir },
    logLevel: "silent",
    outfile,
  });
  return outfile;
}

/** A real decoder for tests, from the sources as they are. Close it afterwards. */
export async function openTestDecoder(
  options: Omit<Parameters<typeof createDecoder>[0], "config" | "log" | "entry"> = {},
): Promise<Decoder> {
  const entry = await bundleDecoder();
  return createDecoder({ config: { decoders: 2, rootDir }, log: createLog("test", "silent"), entry, ...options });
}
