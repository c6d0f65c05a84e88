import { dataWithRetry, type Server } from "./server";

/**
 * The id of a collection by id, by `default` or by its name. With `create`, one is made when none has the name.
 * @throws Error in words when none or several have it
 */
export async function resolveCollection(server: Server, given: string, options: { create?: boolean } = {}): Promise<string> {
  if (given === "default" || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(given)) return given;
  const named = await findByName(server, given.toLowerCase());
  if (named.length > 1)
    throw new Error(
      `${named.length} collections are called ${given}. Name the one you mean by its id: ${named.map(({ id }) => id).join(", ")}`,
    );
  const [found] = named;
  if (found) return found.id;
  if (!options.create) throw new Error(`There is no collection called ${given}.`);
  return (await dataWithRetry(() => server.api.POST("/api/v1/collections", { body: { name: given } }))).id;
}

async function findByName(server: Server, wanted: string): Promise<{ id: string }[]> {
  const named: { id: string }[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = { limit: 100, ...(cursor !== null && { cursor }) };
    const page = await dataWithRetry(() => server.api.GET("/api/v1/collections", { params: { query } }));
    named.push(...page.collections.filter(({ name }) => name.toLowerCase() === wanted));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return named;
}
