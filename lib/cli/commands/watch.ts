import { stat } from "node:fs/promises";
import { watch as watchFolder } from "chokidar";
import { type Command, UsageError } from "../command";
import { type FoundFile, findFiles, isPictureName } from "../find-files";
import { plain } from "../format-table";
import { type FileReport, uploadFiles } from "../upload-files";
import { readUploadOptions, uploadAndWait, uploadFlags, uploadHelp } from "./upload";

/** A file is sent once its size has stood still for this long: cameras and copies write in pieces. */
const settledMs = 2_000;
/** Files that appeared and wait to be sent. */
const queueMax = 100_000;

export const watch: Command = {
  name: "watch",
  usage: "watch FOLDER",
  summary: "Send what is in a folder, then every picture that appears in it, until Ctrl-C",
  options: uploadFlags,
  help: uploadHelp,
  async run({ server, words, options, terminal }) {
    const [folder] = words;
    if (!folder || words.length > 1) throw new UsageError("Name one folder to watch.");
    if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new UsageError(`${folder} is no folder.`);
    const appeared = new Queue();
    // Watched before the first look, so that nothing falls in between; what is seen twice is known by its hash.
    const watcher = watchFolder(folder, {
      ignoreInitial: true,
      followSymlinks: false,
      ignored: (name, found) => found?.isFile() === true && !isPictureName(name),
      awaitWriteFinish: { stabilityThreshold: settledMs, pollInterval: 250 },
    });
    watcher.on("add", (path, found) => appeared.push({ path, sizeBytes: found?.size ?? 0, modifiedMs: found?.mtimeMs ?? 0 }));
    watcher.on("change", (path, found) => appeared.push({ path, sizeBytes: found?.size ?? 0, modifiedMs: found?.mtimeMs ?? 0 }));
    watcher.on("error", (error) => terminal.note(`The folder cannot be watched: ${error instanceof Error ? error.message : error}`));
    await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
    terminal.signal.addEventListener("abort", () => appeared.end(), { once: true });
    try {
      await uploadAndWait({ server, options, terminal }, () => findFiles([folder]));
      terminal.note(`Watching ${folder}. Ctrl-C ends it.`);
      const uploadOptions = await readUploadOptions(server, options);
      await uploadFiles(server, appeared.singly(), { ...uploadOptions, parallel: 1, checkedAtOnce: 1 }, (file) =>
        terminal.out(describeFile(file)),
      );
    } finally {
      await watcher.close();
    }
    return 0;
  },
};

function describeFile({ path, outcome, detail }: FileReport): string {
  return `${new Date().toISOString().slice(0, 19)}Z  ${outcome}  ${plain(path)}${detail ? `: ${plain(detail)}` : ""}`;
}

/** Files in the order in which they appeared, handed out as they are asked for. */
class Queue {
  readonly #files: FoundFile[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  push(file: FoundFile): void {
    if (this.#files.length < queueMax) this.#files.push(file);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *singly(): AsyncGenerator<FoundFile> {
    for (;;) {
      const file = this.#files.shift();
      if (file) yield file;
      else if (this.#ended) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
