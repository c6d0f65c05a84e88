/** What a bar is drawn from. */
export type Progress = { done: number; total: number | undefined; doneBytes: number; elapsedMs: number; note?: string };

const cells = 24;

/** One line: a bar, how many, how fast, and how long still; without a total only counts and rate. */
export function formatProgress({ done, total, doneBytes, elapsedMs, note }: Progress): string {
  const seconds = Math.max(elapsedMs, 1) / 1_000;
  const rate = done / seconds;
  const parts = [
    total ? `${drawBar(done / total)} ${done}/${total}` : `${done}`,
    `${rate.toFixed(rate < 10 ? 1 : 0)} images/s`,
    `${formatBytes(doneBytes / seconds)}/s`,
  ];
  if (total && done > 0 && done < total) parts.push(`${formatDuration((total - done) / rate)} left`);
  if (note) parts.push(note);
  return parts.join("  ");
}

function drawBar(share: number): string {
  const full = Math.round(Math.min(1, share) * cells);
  return `[${"█".repeat(full)}${"·".repeat(cells - full)}]`;
}

/** Bytes for people, in powers of 1024. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${value.toFixed(value < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

/** Seconds as 0:42, 12:03 or 1:02:03. */
export function formatDuration(totalSeconds: number): string {
  const seconds = Math.max(0, Math.round(totalSeconds));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

const pad = (number: number) => String(number).padStart(2, "0");

type Terminal = { isTTY?: boolean; columns?: number; write(text: string): unknown };

/**
 * Draws progress on a terminal, ten times a second, on one line that is taken away at the end;
 * where there is none (a log, a pipe) a line every ten seconds.
 */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #startMs = Date.now();
  #drawnMs = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  draw(progress: Omit<Progress, "elapsedMs">): void {
    const nowMs = Date.now();
    if (nowMs - this.#drawnMs < (this.#terminal.isTTY ? 100 : 10_000)) return;
    this.#drawnMs = nowMs;
    const line = formatProgress({ ...progress, elapsedMs: nowMs - this.#startMs });
    if (this.#terminal.isTTY) this.#terminal.write(`\r\u001b[K${line.slice(0, (this.#terminal.columns ?? 80) - 1)}`);
    else this.#terminal.write(`${line}\n`);
  }

  /** Takes the line away; milliseconds since the bar was made. */
  clear(): number {
    if (this.#terminal.isTTY) this.#terminal.write("\r\u001b[K");
    return Date.now() - this.#startMs;
  }
}
