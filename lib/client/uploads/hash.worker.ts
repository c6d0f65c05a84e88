import { createSHA256 } from "hash-wasm";
import type { HashAnswer, HashRequest } from "./hash-files";

/** hash-wasm streams; crypto.subtle does not, and is missing on plain http addresses. */
async function hashFile(file: File): Promise<string> {
  const hasher = await createSHA256();
  hasher.init();
  const reader = file.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) hasher.update(next.value);
  return hasher.digest("hex");
}

self.addEventListener("message", async ({ data }: MessageEvent<HashRequest>) => {
  const answer: HashAnswer = await hashFile(data.file).then(
    (sha256) => ({ id: data.id, sha256 }),
    () => ({ id: data.id }),
  );
  self.postMessage(answer);
});
