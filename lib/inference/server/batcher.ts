import { countElements, type NamedTensor } from "@/lib/inference/kserve-wire";

/** Runs a model once. `outputNames` undefined: all outputs. */
export type RunModel = (inputs: NamedTensor[], outputNames: string[] | undefined) => Promise<NamedTensor[]>;

export type BatcherOptions = { batchMax: number; batchDelayMs: number; queueMax: number };

export type BatcherStats = { requests: number; executions: number; batchSizeMax: number; waiting: number };

/** The queue of a model is full: the caller should come back later. */
export class QueueFull extends Error {}

/** The caller went away before its turn. */
export class Cancelled extends Error {}

/** Requests that come together, as those of ingest do, follow each other faster. */
const aloneAfterMs = 30;

type Waiting = {
  inputs: NamedTensor[];
  outputNames: string[] | undefined;
  /** Requests of one key may run together: same inputs, datatypes, shapes beyond the first axis, and outputs. */
  key: string;
  rows: number;
  /** No longer listens for the caller going away. */
  started: () => void;
  resolve: (outputs: NamedTensor[]) => void;
  reject: (error: Error) => void;
};

/**
 * Joins requests that wait for the same model along their first axis. While one batch runs, the next
 * one gathers; a request that comes soon after another waits `batchDelayMs` for company, one that comes
 * by itself (such as the text of a search) runs at once. Whoever waits longest decides the shape of the next batch, so no shape starves another. Shapes are never mixed or padded.
 */
export class Batcher {
  readonly stats: BatcherStats = { requests: 0, executions: 0, batchSizeMax: 0, waiting: 0 };
  private waiting: Waiting[] = [];
  private running = false;
  private ranAtMs = Number.NEGATIVE_INFINITY;
  private readonly run: RunModel;
  private readonly options: BatcherOptions;

  constructor(run: RunModel, options: BatcherOptions) {
    this.run = run;
    this.options = options;
  }

  /**
   * Runs the inputs, alone or with others, and gives this caller's rows of every output.
   * @throws QueueFull when too many wait; Cancelled when `signal` is aborted before its turn.
   */
  submit(inputs: NamedTensor[], outputNames: string[] | undefined, signal: AbortSignal): Promise<NamedTensor[]> {
    if (this.waiting.length >= this.options.queueMax) return Promise.reject(new QueueFull("Too many requests wait for this model."));
    this.stats.requests++;
    if (signal.aborted) return Promise.reject(new Cancelled("The caller went away."));
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(request), 1);
        this.stats.waiting = this.waiting.length;
        reject(new Cancelled("The caller went away."));
      };
      const request: Waiting = {
        inputs,
        outputNames,
        key: batchKey(inputs, outputNames),
        rows: inputs[0]?.shape[0] ?? 1,
        started: () => signal.removeEventListener("abort", onAbort),
        resolve,
        reject,
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.waiting.push(request);
      this.stats.waiting = this.waiting.length;
      if (!this.running) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.running = true;
    const isAlone = performance.now() - this.ranAtMs > aloneAfterMs;
    await new Promise((resolve) => (isAlone ? setImmediate(resolve) : setTimeout(resolve, this.options.batchDelayMs)));
    while (this.waiting.length > 0) await this.runBatch(this.takeBatch());
    this.ranAtMs = performance.now();
    this.running = false;
  }

  private takeBatch(): Waiting[] {
    const oldest = this.waiting[0];
    const batch: Waiting[] = [];
    let rows = 0;
    for (const request of this.waiting) {
      if (request.key !== oldest?.key) continue;
      if (batch.length > 0 && rows + request.rows > this.options.batchMax) break;
      batch.push(request);
      rows += request.rows;
    }
    for (const request of batch) request.started();
    this.waiting = this.waiting.filter((request) => !batch.includes(request));
    this.stats.waiting = this.waiting.length;
    return batch;
  }

  private async runBatch(batch: Waiting[]): Promise<void> {
    try {
      const outputs = await this.execute(batch);
      let start = 0;
      for (const request of batch) {
        const from = start;
        request.resolve(batch.length === 1 ? outputs : outputs.map((output) => sliceRows(output, from, request.rows)));
        start += request.rows;
      }
    } catch (error) {
      // One caller's numbers may have broken the run: nobody else shall fail for it.
      if (batch.length > 1) for (const request of batch) await this.runBatch([request]);
      else batch[0]?.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private async execute(batch: Waiting[]): Promise<NamedTensor[]> {
    const rows = batch.reduce((sum, request) => sum + request.rows, 0);
    this.stats.executions++;
    this.stats.batchSizeMax = Math.max(this.stats.batchSizeMax, rows);
    const outputs = await this.run(joinInputs(batch.map(({ inputs }) => inputs)), batch[0]?.outputNames);
    if (batch.length > 1 && outputs.some(({ shape }) => shape[0] !== rows)) throw new Error("An output has no row for each input.");
    return outputs;
  }
}

function batchKey(inputs: NamedTensor[], outputNames: string[] | undefined): string {
  const shapes = inputs.map(({ name, shape, data }) => [name, data.constructor.name, shape.slice(1)]);
  return JSON.stringify([shapes, outputNames]);
}

function joinInputs(requests: NamedTensor[][]): NamedTensor[] {
  const first = requests[0] ?? [];
  if (requests.length === 1) return first;
  return first.map(({ name, shape, data }, position) => {
    const bytes = joinBytes(requests.map((inputs) => (inputs[position] as NamedTensor).data));
    const joined = data instanceof Float32Array ? new Float32Array(bytes) : new BigInt64Array(bytes);
    return { name, shape: [joined.length / countElements(shape.slice(1)), ...shape.slice(1)], data: joined };
  });
}

function joinBytes(parts: NamedTensor["data"][]): ArrayBuffer {
  const joined = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), offset);
    offset += part.byteLength;
  }
  return joined.buffer;
}

function sliceRows({ name, shape, data }: NamedTensor, from: number, rows: number): NamedTensor {
  const rowLength = countElements(shape.slice(1));
  return { name, shape: [rows, ...shape.slice(1)], data: data.slice(from * rowLength, (from + rows) * rowLength) };
}
