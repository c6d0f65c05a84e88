import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { openTestDecoder } from "./testing";

const data = process.env.MAGPIE_DATA;
const decoder = openTestDecoder();
afterAll(() => decoder.close());

const folders = ["upload-exploits", "corkami-pocs", "small", "metadata-images", "sharp-fixtures"];

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}

test.skipIf(!data).each(folders)("each file of %s ends as a picture or as a refusal with a reason (MAGPIE_DATA)", async (folder) => {
  const files = listFiles(path.join(data ?? "", folder));
  const want = { exif: true, thumbnails: true, perceptualHash: true };
  const results = await Promise.allSettled(files.map((file) => decoder.decode({ path: file, want })));
  for (const [at, result] of results.entries()) {
    if (result.status === "fulfilled") continue;
    const reason: unknown = result.reason;
    expect(reason, files[at]).toBeInstanceOf(AppError);
    expect(["undecodable", "type-not-allowed", "decode-limit"], files[at]).toContain((reason as AppError).code);
    expect((reason as AppError).message, files[at]).toMatch(/^This .*\.$/);
  }
});
