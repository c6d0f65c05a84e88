import { getProcessing } from "@/lib/ingest/schema";
import { formatTable } from "../eval/table";
import type { App } from "../fixtures/app";
import { presign, put, type UploadFile, type Visitor } from "../fixtures/visitor";
import { type MemoryByProcess, measureCpu, measurePeak } from "./memory";
import { measureRawIngest } from "./raw-ingest";

const sendersAtOnce = 4;
const processingTimeoutMs = 900_000;

export type Ingested = {
  sentS: number;
  searchableS: number;
  imagesPerSecond: number;
  created: number;
  cpuS: Record<string, number>;
  peak: MemoryByProcess;
};

/** Sends pictures as the page does and waits until every one is processed. */
export async function ingest(app: App, visitor: Visitor, pictures: UploadFile[]): Promise<Ingested> {
  const pid = app.supervisor.pid ?? 0;
  const started = performance.now();
  const work = async () => {
    const created = await sendAll(visitor, pictures);
    const sentS = (performance.now() - started) / 1000;
    await waitUntilProcessed(visitor);
    return { created, sentS };
  };
  const { result: measured, peak } = await measurePeak(pid, () => measureCpu(pid, work));
  const searchableS = (performance.now() - started) / 1000;
  const { result, cpuS } = measured;
  return { ...result, cpuS, searchableS, imagesPerSecond: pictures.length / searchableS, peak };
}

async function sendAll(visitor: Visitor, pictures: UploadFile[]): Promise<number> {
  let created = 0;
  for (let start = 0; start < pictures.length; start += 100) {
    const batch = pictures.slice(start, start + 100);
    const addresses = await presign(visitor, batch);
    let next = 0;
    const send = async () => {
      for (let index = next++; index < batch.length; index = next++) {
        const answer = await put(visitor, addresses[index] ?? "", batch[index] as UploadFile);
        if (answer.result?.outcome === "created") created++;
      }
    };
    await Promise.all(Array.from({ length: sendersAtOnce }, send));
  }
  return created;
}

/** Waits until nothing waits or runs. */
export async function waitUntilProcessed(visitor: Visitor): Promise<void> {
  const deadline = Date.now() + processingTimeoutMs;
  while (Date.now() < deadline) {
    const { counts } = await visitor.call(getProcessing, {});
    if (counts.waiting + counts.running === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("Processing did not finish in time.");
}

/** Ingest of one set of pictures, beside the raw loop on the same pictures in the same run. */
export async function measureIngest(app: App, visitor: Visitor, name: string, pictures: UploadFile[]): Promise<void> {
  const raw = await measureRawIngest(pictures);
  const measured = await ingest(app, visitor, pictures);
  console.log(`\nIngest, ${name}: ${pictures.length} pictures, ${measured.created} created`);
  console.log(
    formatTable(
      ["", "images/s", "seconds"],
      [
        ["from first byte to searchable", measured.imagesPerSecond.toFixed(2), measured.searchableS.toFixed(1)],
        ["  of that, all bytes sent after", "", measured.sentS.toFixed(1)],
        ["raw loop (same decode and ONNX calls, no app)", raw.imagesPerSecond.toFixed(2), raw.seconds.toFixed(1)],
        ["ratio to the raw loop", (measured.imagesPerSecond / raw.imagesPerSecond).toFixed(2), ""],
      ],
    ),
  );
  console.log("\nSteps of the raw loop, ms a picture");
  console.log(
    formatTable(
      ["step", "ms"],
      Object.entries(raw.stepsMs).map(([step, ms]) => [step, (ms / pictures.length).toFixed(1)]),
    ),
  );
  console.log("\nProcessor time of each process, ms a picture");
  console.log(
    formatTable(
      ["process", "ms"],
      Object.entries(measured.cpuS).map(([name, seconds]) => [name, ((seconds * 1000) / pictures.length).toFixed(1)]),
    ),
  );
  printMemory(`Memory at the peak of this ingest, MiB`, measured.peak);
}

export function printMemory(title: string, memory: MemoryByProcess): void {
  const total = Object.values(memory).reduce((sum, mib) => sum + mib, 0);
  console.log(`\n${title}`);
  console.log(formatTable(["process", "MiB"], [...Object.entries(memory), ["all", total]]));
}
