import type { Matrix3 } from "./alignment";

export type DifferenceRequest = { id: number; urls: [string, string]; toSecond: Matrix3; sidePxMax: number };
/** In the frame of the first picture. Shares: that both cover, and of that what differs visibly. */
export type DrawnDifference = { bitmap: ImageBitmap; covered: number; different: number };
export type DifferenceAnswer = { id: number; drawn?: DrawnDifference; failure?: string };

type Waiting = { resolve: (drawn: DrawnDifference) => void; reject: (error: Error) => void };

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let asked = 0;

/**
 * Draws what differs between two pictures, aligned by `toSecond`, in a Web Worker. Browser only.
 * @throws Error with words for people
 */
export function drawDifference(request: Omit<DifferenceRequest, "id">): Promise<DrawnDifference> {
  worker ??= startWorker();
  const id = asked++;
  const answered = new Promise<DrawnDifference>((resolve, reject) => waiting.set(id, { resolve, reject }));
  worker.postMessage({ ...request, id } satisfies DifferenceRequest);
  return answered;
}

function startWorker(): Worker {
  const started = new Worker(new URL("./difference.worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<DifferenceAnswer>) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.drawn) one?.resolve(data.drawn);
    else one?.reject(new Error(data.failure ?? "The pictures could not be compared."));
  });
  started.addEventListener("error", () => {
    for (const one of waiting.values()) one.reject(new Error("This browser cannot compare pictures."));
    waiting.clear();
  });
  return started;
}
