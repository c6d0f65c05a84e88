import { resolveCollection } from "../collections";
import { type Command, isSet, UsageError } from "../command";
import { formatTable, plain } from "../format-table";
import { dataWithRetry } from "../server";

export const jobs: Command = {
  name: "jobs",
  usage: "jobs [counts | failed | retry [ID…] | scan [COLLECTION]]",
  summary: "What the server still processes, what failed and why, trying that again, and looking for duplicates once more",
  options: { json: { type: "boolean" } },
  async run({ server, words, options, terminal }) {
    const [what = "counts", ...names] = words;
    if (what === "retry") {
      const body = names.length > 0 ? { imageIds: names } : {};
      const { count } = await dataWithRetry(() => server.api.POST("/api/v1/processing/retry", { body }));
      terminal.out(`${count} are processed again.`);
      return 0;
    }
    if (what === "scan") {
      const [collection] = names;
      if (names.length > 1) throw new UsageError("Name one collection, or none.");
      const body = collection === undefined ? {} : { collectionId: await resolveCollection(server, collection) };
      const { count } = await dataWithRetry(() => server.api.POST("/api/v1/duplicates/scan", { body }));
      terminal.out(
        `${count} ${count === 1 ? "picture is" : "pictures are"} compared again; magpie jobs tells how many are left (outdated).`,
      );
      return 0;
    }
    if (what !== "counts" && what !== "failed") throw new UsageError("Say counts, failed, retry or scan.");
    const found = await dataWithRetry(() => server.api.GET("/api/v1/processing"));
    if (isSet(options, "json")) terminal.out(JSON.stringify(what === "counts" ? found.counts : found.failed));
    else if (what === "counts")
      for (const line of formatTable(Object.entries(found.counts).map(([name, count]) => [name, String(count)]))) terminal.out(line);
    else
      for (const line of formatTable(
        found.failed.map(({ id, originalName, failureReason }) => [id, plain(originalName), plain(failureReason ?? "")]),
      ))
        terminal.out(line);
    return 0;
  },
};
