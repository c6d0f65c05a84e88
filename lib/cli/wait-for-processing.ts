import { dataWithRetry, type Server } from "./server";
import type { FileReport } from "./upload-files";

/** Images that are asked about at once. */
const groupSize = 500;
const pollMs = 1_000;

/** Nothing moved for this long: the command stops waiting, the server goes on. */
const stallMs = 10 * 60_000;

/**
 * Waits until the server has processed what was sent, and reports again each file that turned out
 * to be a near duplicate or could not be processed. Gives how many were still waiting when nothing
 * moved any more for ten minutes.
 */
export async function waitForProcessing(
  server: Server,
  created: Map<string, FileReport>,
  report: (file: FileReport) => void,
  onTick: (waiting: number) => void,
): Promise<number> {
  const waiting = new Set(created.keys());
  let movedMs = Date.now();
  while (waiting.size > 0 && Date.now() - movedMs < stallMs) {
    onTick(waiting.size);
    const before = waiting.size;
    for (const imageIds of groups([...waiting])) {
      const { outcomes } = await dataWithRetry(() => server.api.POST("/api/v1/uploads/outcomes", { body: { imageIds } }));
      const named = new Set(outcomes.map(({ imageId }) => imageId));
      for (const imageId of imageIds) if (!named.has(imageId)) waiting.delete(imageId);
      for (const { imageId, status, place, failureReason, twins } of outcomes) {
        if (status === "pending") continue;
        waiting.delete(imageId);
        const file = created.get(imageId);
        const twin = twins[0];
        const repeats = twin ? `repeats ${twin.image.originalName ?? twin.image.id} (${twin.layer})` : "repeats another picture";
        if (file && status === "failed") report({ ...file, outcome: "failed", detail: failureReason ?? "It could not be processed." });
        else if (file && place === "held") report({ ...file, outcome: "held", detail: repeats });
        else if (file && place === "trash" && twin) report({ ...file, outcome: "duplicate", detail: repeats });
      }
    }
    if (waiting.size < before) movedMs = Date.now();
    if (waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return waiting.size;
}

function* groups<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += groupSize) yield items.slice(start, start + groupSize);
}
