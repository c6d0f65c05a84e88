import { createContext } from "../context/create-context";
import { collectWhenQuiet, exitWithParent, reportReady } from "../process";
import { runWorker } from "./run-worker";

/** What runs may finish in this time; the rest is given back. */
const graceMs = 5_000;

/** The worker process: background jobs until it is told to stop. */
const ctx = await createContext("worker");
const worker = await runWorker(ctx, collectWhenQuiet());
exitWithParent(async () => {
  await worker.stop(graceMs);
  await ctx.close();
});
reportReady();
