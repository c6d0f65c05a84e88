import { stat } from "node:fs/promises";
import { resolveCollection } from "../collections";
import { type Command, isSet, textOf, UsageError } from "../command";
import { formatTable, plain } from "../format-table";
import { postPicture } from "../post-picture";
import { withRetry } from "../retry";

type Match = { image: { id: string; originalName: string }; inliers: number; similarity: number; copies: string[] };
type Recognised = { matches: Match[] };

export const recognize: Command = {
  name: "recognize",
  usage: "recognize FILE",
  summary: "Which pictures of a collection (covers, labels, paintings) a photograph shows; it is not kept",
  options: { collection: { type: "string", short: "c" }, json: { type: "boolean" } },
  help: [
    "-c, --collection NAME   look only there (default: all collections whose things are recognised)",
    "    --json              the server's answer as it is, with the corners of each thing in the photograph",
  ],
  async run({ server, words, options, terminal }) {
    const [file] = words;
    if (!file || words.length > 1) throw new UsageError("Name one photograph.");
    const photograph = await stat(file).catch(() => undefined);
    if (!photograph?.isFile()) throw new UsageError(`There is no file ${file}.`);
    const collection = textOf(options, "collection");
    const where = collection ? `?collectionId=${encodeURIComponent(await resolveCollection(server, collection))}` : "";
    const sent = { path: file, sizeBytes: photograph.size };
    const recognised = (await withRetry(() => postPicture(server, `/api/v1/recognize${where}`, sent, "picture"))) as Recognised;
    if (isSet(options, "json")) terminal.out(JSON.stringify(recognised));
    else for (const line of formatTable(recognised.matches.map(toRow))) terminal.out(line);
    return 0;

    function toRow({ image, inliers, similarity, copies }: Match): string[] {
      const more = copies.length > 0 ? ` (and ${copies.length} more like it)` : "";
      const page = `${server.url}/images/${encodeURIComponent(image.id)}`;
      return [similarity.toFixed(3), `${inliers} points`, page, plain(image.originalName) + more];
    }
  },
};
