import { stat } from "node:fs/promises";
import { type Command, UsageError } from "../command";
import { postPicture } from "../post-picture";
import { withRetry } from "../retry";

export const inspect: Command = {
  name: "inspect",
  usage: "inspect FILE",
  summary: "What the server makes of a file (format, size, EXIF, hash); nothing is kept. For administrators",
  async run({ server, words, terminal }) {
    const [file] = words;
    if (!file || words.length > 1) throw new UsageError("Name one file.");
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) throw new UsageError(`There is no file ${file}.`);
    const inspected = await withRetry(() => postPicture(server, "/api/v1/inspect", { path: file, sizeBytes: found.size }, "file"));
    terminal.out(JSON.stringify(inspected, null, 2));
    return 0;
  },
};
