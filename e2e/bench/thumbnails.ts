import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readConfig } from "@/lib/config";
import { createDecoder } from "@/lib/imaging/decoder";
import { createLog } from "@/lib/log";
import { formatTable } from "../eval/table";
import type { UploadFile } from "../fixtures/visitor";

/** One 400 px JPEG thumbnail of each picture through the decoder children, beside `vipsthumbnail` on the same files. */
export async function measureThumbnails(name: string, pictures: UploadFile[]): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "magpie-thumbnails-"));
  const files = pictures.map((picture, index) => {
    const file = path.join(folder, `${index}.jpg`);
    writeFileSync(file, picture.bytes);
    return file;
  });
  const decoder = createDecoder({ config: readConfig(), log: createLog("bench", "warn") });
  await decoder.thumbnail(files[0] ?? "", { sizePx: 400, format: "jpeg" });
  const started = performance.now();
  await Promise.all(files.map((file) => decoder.thumbnail(file, { sizePx: 400, format: "jpeg" })));
  const ours = (files.length * 1000) / (performance.now() - started);
  await decoder.close();
  const theirs = runVipsthumbnail(files);
  rmSync(folder, { recursive: true, force: true });
  console.log(`\nThumbnails of 400 px, ${name}: ${files.length} pictures`);
  const rows = [
    ["decoder children", ours.toFixed(1)],
    ...(theirs
      ? [
          ["vipsthumbnail, one process for all files", theirs.toFixed(1)],
          ["ratio", (ours / theirs).toFixed(2)],
        ]
      : []),
  ];
  console.log(formatTable(["", "images/s"], rows));
  if (!theirs) console.log("(vipsthumbnail is not installed: nothing to compare with)");
}

function runVipsthumbnail(files: string[]): number | undefined {
  const started = performance.now();
  const { error, status } = spawnSync("vipsthumbnail", ["--size", "400x400", "--rotate", "-o", "%s-t.jpg[Q=80]", ...files], {
    stdio: "ignore",
    timeout: 300_000,
  });
  if (error || status !== 0) return undefined;
  return (files.length * 1000) / (performance.now() - started);
}
