import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { getUploadOutcomes } from "@/lib/uploads/schema";
import { formatTable } from "../eval/table";
import type { App } from "../fixtures/app";
import { presign, put, type UploadFile, type Visitor } from "../fixtures/visitor";
import { findProcess } from "./memory";

const processes = ["database", "inference", "worker", "web"] as const;
const waitMs = 60_000;

type Ending = { file: string; end: "picture" | "held" | "duplicate" | "refused" | "failed" | "unfinished"; reason: string; ms: number };

/** Uploads every file below a folder once, one after the other, and tells how each ended and how long it took. */
export async function measureHostile(app: App, visitor: Visitor, folders: string[]): Promise<void> {
  const before = pidsOf(app);
  const endings: Ending[] = [];
  for (const folder of folders) for (const file of listFiles(folder)) endings.push(await uploadOne(visitor, file));
  const died = processes.filter((name) => before[name] !== pidsOf(app)[name]);
  const count = (end: Ending["end"]) => endings.filter((ending) => ending.end === end).length;
  const slowest = [...endings].sort((a, b) => b.ms - a.ms).slice(0, 5);
  console.log(`\nHostile and odd files: ${endings.length} files of ${folders.map((folder) => path.basename(folder)).join(", ")}`);
  console.log(
    formatTable(
      ["ended as", "files"],
      (["picture", "held", "duplicate", "refused", "failed", "unfinished"] as const).map((end) => [end, count(end)]),
    ),
  );
  console.log(
    `processes that died: ${died.join(", ") || "none"}; without a reason: ${endings.filter((ending) => ending.end !== "picture" && !ending.reason).length}`,
  );
  console.log(
    formatTable(
      ["slowest", "s", "ended as"],
      slowest.map((ending) => [path.basename(ending.file), (ending.ms / 1000).toFixed(1), ending.end]),
    ),
  );
  const reasons = new Map<string, number>();
  for (const { end, reason } of endings)
    if (end !== "picture") reasons.set(`${end}: ${reason.slice(0, 110)}`, (reasons.get(`${end}: ${reason.slice(0, 110)}`) ?? 0) + 1);
  console.log(formatTable(["reason", "files"], [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 40)));
}

function listFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function pidsOf(app: App): Record<string, number | undefined> {
  return Object.fromEntries(processes.map((name) => [name, findProcess(app.supervisor.pid ?? 0, name)]));
}

async function uploadOne(visitor: Visitor, file: string): Promise<Ending> {
  const upload: UploadFile = { name: path.basename(file), bytes: readFileSync(file) };
  const started = performance.now();
  const ended = (end: Ending["end"], reason: string): Ending => ({ file, end, reason, ms: performance.now() - started });
  const address = await presign(visitor, [upload]).catch((error: unknown) => String(error));
  if (typeof address === "string") return ended("refused", readDetail(address));
  const answer = await put(visitor, address[0] ?? "", upload);
  if (!answer.result) return ended("refused", answer.detail ?? "");
  if (answer.result.outcome === "rejected") return ended("refused", answer.result.detail);
  if (answer.result.outcome === "duplicate") return ended("duplicate", "equal bytes");
  const { imageId } = answer.result;
  while (performance.now() - started < waitMs) {
    const { outcomes } = await visitor.call(getUploadOutcomes, { imageIds: [imageId] });
    const outcome = outcomes[0];
    if (outcome?.status === "failed") return ended("failed", outcome.failureReason ?? "");
    if (outcome?.status === "processed")
      return ended(outcome.place === "held" ? "held" : "picture", outcome.place === "held" ? "near duplicate" : "");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return ended("unfinished", "");
}

/** The server's own sentence out of a problem or an UploadThing error. */
function readDetail(text: string): string {
  return /"(?:detail|message|error)":"([^"]+)"/.exec(text)?.[1] ?? text;
}
