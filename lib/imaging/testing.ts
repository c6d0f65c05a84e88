import path from "node:path";
import { createLog } from "@/lib/log";
import { createDecoder, type Decoder } from "./decoder";

const rootDir = path.resolve(import.meta.dirname, "../..");

/** A real decoder for tests, on the dist/decoder.mjs that vitest's global set-up builds. Close it afterwards. */
export function openTestDecoder(options: Pick<Parameters<typeof createDecoder>[0], "entry" | "bounds"> = {}): Decoder {
  return createDecoder({ config: { decoders: 2, rootDir }, log: createLog("test", "silent"), ...options });
}
