import { resolveCollection } from "../collections";
import { type Command, isSet, UsageError } from "../command";
import { dataWithRetry } from "../server";

export const dump: Command = {
  name: "dump",
  usage: "dump [COLLECTION] [--embeddings]",
  summary: "Write all that is known of a collection's pictures, or of all your own, as JSON lines; import-urls reads them",
  options: { embeddings: { type: "boolean" } },
  help: ["    --embeddings        also their embeddings, one per model, as unit vectors"],
  async run({ server, words, options, terminal }) {
    const [collection] = words;
    if (words.length > 1) throw new UsageError("Name one collection, or none.");
    const collectionId = collection && (await resolveCollection(server, collection));
    const include = isSet(options, "embeddings") ? ("embeddings" as const) : ("details" as const);
    let cursor: string | null = null;
    do {
      const query: Query = {
        include,
        limit: 100,
        sort: "added",
        order: "asc",
        ...(collectionId && { collectionId }),
        ...(cursor && { cursor }),
      };
      const page = await dataWithRetry(() => server.api.GET("/api/v1/images", { params: { query } }));
      for (const image of page.images) terminal.out(JSON.stringify(image));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return 0;
  },
};

type Query = {
  include: "details" | "embeddings";
  limit: number;
  sort: "added";
  order: "asc";
  collectionId?: string;
  cursor?: string;
};
