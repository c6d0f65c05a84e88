import os from "node:os";
import { AppError } from "@/lib/errors";
import { blockNetwork } from "./block-network";
import { confirmCopies, confirmThings, confirmViews } from "./confirm-pictures";
import { decodePicture, makeCleanCopy, makeThumbnail } from "./decode-picture";
import type { ChildMessage, DecoderJob, DecoderResult } from "./decoder-messages";
import { restrictDecoders } from "./picture";

/**
 * [Note: Decoder child] The only process in which bytes of strangers are decoded. It is started by
 * decoder.ts with an empty environment, has no network, runs one job at a time at low priority, and
 * may be killed at any moment.
 */
function send(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

function run(job: DecoderJob): Promise<DecoderResult> {
  if (job.kind === "decode") return decodePicture(job.request);
  if (job.kind === "thumbnail") return makeThumbnail(job.path, job.options);
  if (job.kind === "cleanCopy") return makeCleanCopy(job.path, job.format);
  if (job.kind === "confirmCopies") return confirmCopies(job.request);
  return job.kind === "confirmViews" ? confirmViews(job.request) : confirmThings(job.request);
}

async function answer(job: DecoderJob): Promise<void> {
  try {
    send({ kind: "done", result: await run(job) });
  } catch (error) {
    if (error instanceof AppError) {
      const detail = error.cause instanceof Error ? error.cause.message : undefined;
      send({ kind: "failed", code: error.code, message: error.message, detail });
      return;
    }
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const detail = error instanceof Error ? error.stack : String(error);
    send({
      kind: "failed",
      code: missing ? "not-found" : "internal",
      message: missing ? "This file is gone." : "Decoding failed.",
      detail,
    });
  }
}

blockNetwork();
restrictDecoders();
os.setPriority(10);
process.on("message", (job) => void answer(job as DecoderJob));
process.on("disconnect", () => process.exit(0));
if (process.platform !== "linux") {
  const report = () => {
    const { user, system } = process.cpuUsage();
    send({ kind: "usage", residentBytes: process.memoryUsage.rss(), processorMs: (user + system) / 1_000 });
  };
  setInterval(report, 200).unref();
}
send({ kind: "ready" });
