import { limits } from "../../limits";
import { beginActivity } from "../activity";
import type { UploadEntry } from "./upload-entry";
import type { UploadPorts } from "./upload-ports";
import type { UploadStore } from "./upload-store";

const shortestMs = 800;
const longestMs = 5_000;

/** Follows uploaded images until they are processed: one question for all of them, more slowly while nothing changes. */
export class OutcomePoller {
  readonly #store: UploadStore;
  readonly #ports: Pick<UploadPorts, "outcomes">;
  #watched = new Map<string, UploadEntry>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #delayMs = shortestMs;
  #endActivity: (() => void) | undefined;
  #closed = false;

  constructor(store: UploadStore, ports: Pick<UploadPorts, "outcomes">) {
    this.#store = store;
    this.#ports = ports;
  }

  watch(entry: UploadEntry): void {
    if (!entry.imageId) return;
    this.#watched.set(entry.imageId, entry);
    this.#endActivity ??= beginActivity();
    this.#delayMs = shortestMs;
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#endActivity?.();
  }

  #schedule(): void {
    if (this.#closed || this.#asking || this.#timer) return;
    this.#timer = setTimeout(() => void this.#ask(), this.#delayMs);
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    this.#asking = true;
    const asked = [...this.#watched.keys()].slice(0, limits.page.bulkIdsMax);
    try {
      const outcomes = new Map((await this.#ports.outcomes(asked)).map((outcome) => [outcome.imageId, outcome]));
      const ended = asked.filter((imageId) => this.#settle(imageId, outcomes.get(imageId)));
      this.#delayMs = ended.length > 0 ? shortestMs : Math.min(longestMs, this.#delayMs * 1.5);
    } catch {
      this.#delayMs = longestMs;
    } finally {
      this.#asking = false;
      if (this.#watched.size > 0) this.#schedule();
      else this.#stop();
    }
  }

  #stop(): void {
    this.#endActivity?.();
    this.#endActivity = undefined;
  }

  /** True when the image is over; one that is no longer there was deleted by its person. */
  #settle(imageId: string, outcome: Awaited<ReturnType<UploadPorts["outcomes"]>>[number] | undefined): boolean {
    const entry = this.#watched.get(imageId);
    if (!entry || outcome?.status === "pending") return false;
    this.#watched.delete(imageId);
    if (outcome?.status === "failed") {
      this.#store.update(entry, { state: "failed", message: outcome.failureReason ?? "This picture could not be processed." });
    } else if (outcome?.place === "held") {
      this.#store.update(entry, { state: "held", twin: outcome.twins[0] });
    } else if (outcome?.place === "trash" && entry.options.onDuplicate !== "review") {
      const twin = outcome.twins.find(({ image }) => image.place === "library") ?? outcome.twins[0];
      this.#store.update(entry, { state: "repeat", twin });
    } else this.#store.update(entry, { state: "done" });
    return true;
  }
}
