import type { Command } from "../command";
import { getNamedFile } from "../named-file";
import { postPicture } from "../post-picture";
import { withRetry } from "../retry";

export const inspect: Command = {
  name: "inspect",
  usage: "inspect FILE",
  summary: "What the server makes of a file (format, size, EXIF, hash); nothing is kept. For administrators",
  async run({ server, words, terminal }) {
    const file = await getNamedFile(words, "Name one file.");
    const inspected = await withRetry(() => postPicture(server, "/api/v1/inspect", file, "file"));
    terminal.out(JSON.stringify(inspected, null, 2));
    return 0;
  },
};
