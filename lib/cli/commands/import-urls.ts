import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { resolveCollection } from "../collections";
import { type Command, isSet, textOf, UsageError } from "../command";
import { plain } from "../format-table";
import { inGroups } from "../in-parallel";
import { onDuplicateFlags, onDuplicateHelp, readOnDuplicate } from "../on-duplicate";
import { ProgressBar } from "../progress-bar";
import { dataWithRetry } from "../server";

/** Addresses of one request: few, so that each request stays short. */
const urlsAtOnce = 10;

type Line = { url: string | null; metadata?: Record<string, unknown> };
type Item = { url: string; metadata?: Record<string, unknown> };

export const importUrls: Command = {
  name: "import-urls",
  usage: "import-urls FILE",
  summary: "Add pictures by address: one a line, or JSON lines of {url, metadata} as dump writes them. The same address again updates",
  options: {
    collection: { type: "string", short: "c" },
    "no-duplicates-check": { type: "boolean" },
    ...onDuplicateFlags,
  },
  help: ["-c, --collection NAME   into this collection; made when there is none of that name", ...onDuplicateHelp],
  async run({ server, words, options, terminal }) {
    const [file] = words;
    if (!file || words.length > 1) throw new UsageError("Name a file of addresses.");
    if (!(await stat(file).catch(() => undefined))?.isFile()) throw new UsageError(`There is no file ${file}.`);
    const targetCollection = await resolveCollection(server, textOf(options, "collection") ?? "default", { create: true });
    const onDuplicate = readOnDuplicate(options);
    const bar = new ProgressBar(terminal.stderr);
    const tally: Record<string, number> = {};
    let done = 0;
    for await (const items of inGroups(readItems(file), urlsAtOnce)) {
      const body = {
        items,
        targetCollection,
        detectDuplicates: !isSet(options, "no-duplicates-check"),
        onDuplicate,
      };
      const { results } = await dataWithRetry(() => server.api.POST("/api/v1/images/by-url", { body }));
      results.forEach((result, index) => {
        tally[result.outcome] = (tally[result.outcome] ?? 0) + 1;
        if (result.outcome === "rejected") terminal.note(`refused: ${plain(items[index]?.url ?? "")}: ${plain(result.detail)}`);
      });
      done += items.length;
      bar.draw({ done, total: undefined, doneBytes: 0 });
    }
    bar.clear();
    terminal.out(
      `${done} addresses: ${
        Object.entries(tally)
          .map(([outcome, count]) => `${count} ${outcome}`)
          .join(", ") || "nothing to do"
      }`,
    );
    return (tally.rejected ?? 0) > 0 ? 1 : 0;
  },
};

/** Only what is sent: a line of `dump` holds more, and no address when its picture came otherwise. */
function* readItem({ url, metadata }: Line): Generator<Item> {
  if (url) yield { url, ...(metadata && { metadata }) };
}

/** The addresses of a file, one by one; empty lines and those that begin with # are passed over. */
async function* readItems(file: string): AsyncGenerator<Item> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    const text = line.trim();
    if (text.startsWith("{")) yield* readItem(JSON.parse(text) as Line);
    else if (text && !text.startsWith("#")) yield { url: text };
  }
}
