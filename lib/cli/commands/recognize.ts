import { resolveCollection } from "../collections";
import { type Command, isSet, textOf } from "../command";
import { formatTable, plain } from "../format-table";
import { getNamedFile } from "../named-file";
import { postPicture } from "../post-picture";
import { withRetry } from "../retry";
import { pageOf } from "../server";

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
    const photograph = await getNamedFile(words, "Name one photograph.");
    const collection = textOf(options, "collection");
    const where = collection ? `?collectionId=${encodeURIComponent(await resolveCollection(server, collection))}` : "";
    const recognised = (await withRetry(() => postPicture(server, `/api/v1/recognize${where}`, photograph, "picture"))) as Recognised;
    if (isSet(options, "json")) terminal.out(JSON.stringify(recognised));
    else for (const line of formatTable(recognised.matches.map(toRow))) terminal.out(line);
    return 0;

    function toRow({ image, inliers, similarity, copies }: Match): string[] {
      const more = copies.length > 0 ? ` (and ${copies.length} more like it)` : "";
      return [similarity.toFixed(3), `${inliers} points`, pageOf(server, image), plain(image.originalName) + more];
    }
  },
};
