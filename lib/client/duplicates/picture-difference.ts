import type { Matrix3 } from "./alignment";
import { type Turn, turns } from "./find-turn";

export type DifferenceRequest = { kind: "difference"; urls: [string, string]; toSecond: Matrix3; sidePxMax: number };
type TurnRequest = { kind: "turn"; urls: [string, string] };
/** In the frame of the first picture. Shares: that both cover, and of that what differs visibly. */
export type DrawnDifference = { bitmap: ImageBitmap; covered: number; different: number };

/** What the worker is asked, and what it answers. */
export type PictureQuestion = { id: number; ask: DifferenceRequest | TurnRequest };
export type PictureAnswer = { id: number; drawn?: DrawnDifference; turn?: number; failure?: string };

type Waiting = { resolve: (answer: PictureAnswer) => void; reject: (error: Error) => void };

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let asked = 0;

/**
 * Draws what differs between two pictures, aligned by `toSecond`, in a Web Worker. Browser only.
 * @throws Error with words for people
 */
export async function drawDifference(request: Omit<DifferenceRequest, "kind">): Promise<DrawnDifference> {
  const { drawn } = await ask({ kind: "difference", ...request });
  if (!drawn) throw new Error("The pictures could not be compared.");
  return drawn;
}

/**
 * How the second of two pictures is turned or mirrored against the first, by their small thumbnails. Browser only.
 * @throws Error with words for people
 */
export async function findPictureTurn(urls: [string, string]): Promise<Turn | undefined> {
  return turns[(await ask({ kind: "turn", urls })).turn ?? 0];
}

function ask(question: PictureQuestion["ask"]): Promise<PictureAnswer> {
  worker ??= startWorker();
  const id = asked++;
  const answered = new Promise<PictureAnswer>((resolve, reject) => waiting.set(id, { resolve, reject }));
  worker.postMessage({ id, ask: question } satisfies PictureQuestion);
  return answered;
}

function startWorker(): Worker {
  const started = new Worker(new URL("./difference.worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<PictureAnswer>) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.failure === undefined) one?.resolve(data);
    else one?.reject(new Error(data.failure));
  });
  started.addEventListener("error", () => {
    for (const one of waiting.values()) one.reject(new Error("This browser cannot compare pictures."));
    waiting.clear();
  });
  return started;
}
