import type { ModelMetadata, NamedTensor } from "@/lib/inference/kserve-wire";
import type { ServedModel } from "@/lib/inference/model-store";
import { Batcher, type BatcherOptions, type BatcherStats } from "@/lib/inference/server/batcher";
import { openSession, type Session } from "@/lib/inference/server/session";
import type { Log } from "@/lib/log";

export type ModelRepositoryOptions = {
  findModel: (name: string) => Promise<ServedModel | undefined>;
  threads: number;
  memoryBytes: number;
  /** A model unused for this long may be unloaded when all together are over `memoryBytes`. */
  idleMs: number;
  runTimeoutMs: number;
  batching: BatcherOptions;
  log: Log;
};

/** No file, or no verified file, is behind this name. It may be there later. */
export class ModelNotFound extends Error {}

/** The inputs are not what the model takes; the message may be shown to the caller. */
export class InputMismatch extends Error {}

export type ModelStats = BatcherStats & { loaded: boolean; loads: number };

type Loaded = { session: Session; batcher: Batcher; sizeBytes: number; usedAt: number };

/**
 * The models in memory: loaded on first use, one load at a time for each, and unloaded when idle while
 * all together are over the memory limit, the longest unused first. A model counts as much as its file.
 */
export class ModelRepository {
  private readonly options: ModelRepositoryOptions;
  private readonly models = new Map<string, Promise<Loaded>>();
  private readonly loaded = new Map<string, Loaded>();
  /** Requests that wait for, or use, a model: it is not unloaded under them. */
  private readonly holders = new Map<string, number>();
  private readonly stats = new Map<string, { loads: number; past: BatcherStats }>();
  private readonly sweeper: NodeJS.Timeout;

  constructor(options: ModelRepositoryOptions) {
    this.options = options;
    this.sweeper = setInterval(() => void this.unloadIdle(options.memoryBytes, options.idleMs), Math.max(10, options.idleMs / 2));
    this.sweeper.unref();
  }

  /** Whether there is a verified file behind the name; nothing is loaded. */
  async has(name: string): Promise<boolean> {
    return this.loaded.has(name) || (await this.options.findModel(name)) !== undefined;
  }

  /** Gets what the model takes and gives, and loads it for that. @throws ModelNotFound */
  getMetadata(name: string): Promise<ModelMetadata> {
    return this.hold(name, async ({ session }) => ({ name, ...session.metadata }));
  }

  /** Counters since the process started, over all times the model was loaded. @throws ModelNotFound */
  async getStats(name: string): Promise<ModelStats> {
    if (!(await this.has(name))) throw new ModelNotFound(`There is no model ${name} here.`);
    const entry = this.stats.get(name);
    const now = this.loaded.get(name)?.batcher.stats ?? emptyStats();
    return { ...addStats(entry?.past ?? emptyStats(), now), loaded: this.loaded.has(name), loads: entry?.loads ?? 0 };
  }

  /** Runs the model, together with other requests that wait. @throws ModelNotFound, InputMismatch, QueueFull, Cancelled */
  infer(name: string, inputs: NamedTensor[], outputNames: string[] | undefined, signal: AbortSignal): Promise<NamedTensor[]> {
    return this.hold(name, ({ session, batcher }) => {
      checkInputs(session.metadata, inputs, outputNames, this.options.batching.batchMax);
      return batcher.submit(inputs, outputNames, signal);
    });
  }

  /** Unloads everything. */
  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.all([...this.loaded.keys()].map((name) => this.unload(name)));
  }

  private async hold<T>(name: string, use: (model: Loaded) => Promise<T>): Promise<T> {
    this.holders.set(name, (this.holders.get(name) ?? 0) + 1);
    try {
      const model = await this.load(name);
      try {
        return await use(model);
      } finally {
        model.usedAt = Date.now();
      }
    } finally {
      const others = (this.holders.get(name) ?? 1) - 1;
      if (others > 0) this.holders.set(name, others);
      else this.holders.delete(name);
    }
  }

  private load(name: string): Promise<Loaded> {
    let model = this.models.get(name);
    if (!model) {
      model = this.open(name);
      this.models.set(name, model);
      model.catch(() => this.models.delete(name));
    }
    return model;
  }

  private async open(name: string): Promise<Loaded> {
    const { findModel, memoryBytes, threads, runTimeoutMs, batching, log } = this.options;
    const found = await findModel(name);
    if (!found) throw new ModelNotFound(`There is no model ${name} here.`);
    await this.unloadIdle(memoryBytes - found.sizeBytes, 0);
    const startedAt = performance.now();
    const session = await openSession({
      file: found.file,
      threads,
      runTimeoutMs,
      onLost: (error) => {
        log.error({ model: name, err: error }, "the model's thread ended; it is loaded again on the next request");
        this.forget(name);
      },
    });
    const batcher = new Batcher(
      (inputs, outputNames) => session.run(inputs, outputNames),
      isBatchable(session.metadata) ? batching : { ...batching, batchMax: 1 },
    );
    const model = { session, batcher, sizeBytes: found.sizeBytes, usedAt: Date.now() };
    this.loaded.set(name, model);
    const before = this.stats.get(name);
    this.stats.set(name, { loads: (before?.loads ?? 0) + 1, past: before?.past ?? emptyStats() });
    log.info(
      { model: name, sha256: found.sha256, sizeBytes: found.sizeBytes, ms: Math.round(performance.now() - startedAt) },
      "model loaded",
    );
    return model;
  }

  private async unloadIdle(bytesMax: number, idleMs: number): Promise<void> {
    const total = () => [...this.loaded.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const longestUnusedFirst = [...this.loaded].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [name, model] of longestUnusedFirst) {
      if (total() <= bytesMax) return;
      if (!this.holders.has(name) && Date.now() - model.usedAt >= idleMs) await this.unload(name);
    }
  }

  private async unload(name: string): Promise<void> {
    const model = this.loaded.get(name);
    this.forget(name);
    await model?.session.close();
    this.options.log.info({ model: name }, "model unloaded");
  }

  private forget(name: string): void {
    const model = this.loaded.get(name);
    const entry = this.stats.get(name);
    if (model && entry) entry.past = addStats(entry.past, { ...model.batcher.stats, waiting: 0 });
    this.loaded.delete(name);
    this.models.delete(name);
  }
}

const emptyStats = (): BatcherStats => ({ requests: 0, executions: 0, batchSizeMax: 0, waiting: 0 });

const addStats = (a: BatcherStats, b: BatcherStats): BatcherStats => ({
  requests: a.requests + b.requests,
  executions: a.executions + b.executions,
  batchSizeMax: Math.max(a.batchSizeMax, b.batchSizeMax),
  waiting: b.waiting,
});

/** Whether the first axis is free everywhere, so that requests can be joined along it. */
function isBatchable({ inputs, outputs }: Session["metadata"]): boolean {
  return [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);
}

function checkInputs(metadata: Session["metadata"], inputs: NamedTensor[], outputNames: string[] | undefined, batchMax: number): void {
  const given = new Map(inputs.map((input) => [input.name, input]));
  const unknown = inputs.find(({ name }) => !metadata.inputs.some((input) => input.name === name));
  if (unknown || given.size !== inputs.length)
    throw new InputMismatch(`The model takes each of ${metadata.inputs.map(({ name }) => name).join(", ")} once.`);
  for (const { name, datatype, shape } of metadata.inputs) {
    const input = given.get(name);
    if (!input) throw new InputMismatch(`Input ${name} is missing.`);
    const fits = input.shape.length === shape.length && shape.every((length, axis) => length === -1 || length === input.shape[axis]);
    if (!fits) throw new InputMismatch(`Input ${name} has shape [${input.shape}], the model takes [${shape}].`);
    if ((input.data instanceof Float32Array ? "FP32" : "INT64") !== datatype) throw new InputMismatch(`Input ${name} must be ${datatype}.`);
    if (input.shape.includes(0)) throw new InputMismatch(`Input ${name} is empty.`);
  }
  const missing = outputNames?.find((name) => !metadata.outputs.some((output) => output.name === name));
  if (missing !== undefined) throw new InputMismatch(`There is no output ${missing}.`);
  if (!isBatchable(metadata)) return;
  const rows = new Set(inputs.map(({ shape }) => shape[0]));
  if (rows.size > 1) throw new InputMismatch("The inputs differ in their first axis.");
  if (Math.max(...(rows as Set<number>)) > batchMax) throw new InputMismatch(`At most ${batchMax} rows are taken in one request.`);
}
