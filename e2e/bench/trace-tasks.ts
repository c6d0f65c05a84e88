import type { Page } from "@playwright/test";

/** What the main thread of a page did: in real time, and in its own CPU time, which other processes do not lengthen. */
export type Tasks = { seconds: number; long: number; longestMs: number; longestCpuMs: number; images: number };

type TraceEvent = { name: string; ph: string; pid: number; tid: number; dur?: number; tdur?: number; args?: { name?: string } };

const longUs = 50_000;

/** Traces the page's tasks while something is done in it. */
export async function traceTasks(page: Page, work: () => Promise<void>): Promise<Tasks> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "__metadata"] } });
  const started = performance.now();
  try {
    await work();
  } finally {
    const ended = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
    await session.send("Tracing.end");
    await ended;
  }
  const seconds = (performance.now() - started) / 1_000;
  const images = await page.evaluate(() => document.images.length);
  await session.detach();
  const mains = new Set(
    events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(({ name, ph, pid, tid }) => ph === "X" && name.endsWith("RunTask") && mains.has(`${pid} ${tid}`));
  const most = (of: (event: TraceEvent) => number) => tasks.reduce((longest, event) => Math.max(longest, of(event)), 0) / 1_000;
  return {
    seconds,
    long: tasks.filter(({ dur = 0 }) => dur > longUs).length,
    longestMs: most(({ dur = 0 }) => dur),
    longestCpuMs: most(({ tdur = 0 }) => tdur),
    images,
  };
}
