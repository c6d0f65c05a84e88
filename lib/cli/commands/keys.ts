import { type Command, textOf, UsageError } from "../command";
import { formatTable, plain } from "../format-table";
import { dataWithRetry, type Server } from "../server";

export const keys: Command = {
  name: "keys",
  usage: "keys [list | create NAME [--scopes read,write,admin] [--expires DATE] | revoke ID]",
  summary: "Your API keys; needs a login with --scopes read,write,admin",
  options: { scopes: { type: "string" }, expires: { type: "string" }, json: { type: "boolean" } },
  async run({ server, words, options, terminal }) {
    const [what = "list", name] = words;
    if (what === "list") {
      const { keys: found } = await dataWithRetry(() => server.api.GET("/api/v1/keys", { params: { query: { limit: 100 } } }));
      if (options.json === true) terminal.out(JSON.stringify(found));
      else for (const line of formatTable(found.map(toRow))) terminal.out(line);
    } else if (what === "create" && name) {
      terminal.out(await createKey(server, name, textOf(options, "scopes") ?? "read,write", textOf(options, "expires")));
      terminal.note("This key is shown once. Keep it where you keep passwords.");
    } else if (what === "revoke" && name) {
      await dataWithRetry(() => server.api.DELETE("/api/v1/keys/{keyId}", { params: { path: { keyId: name } } }));
    } else throw new UsageError("Say list, create NAME or revoke ID.");
    return 0;
  },
};

type Key = { id: string; name: string; scopes: string[]; expiresAt: string | null; lastUsedAt: string | null };

function toRow({ id, name, scopes, expiresAt, lastUsedAt }: Key): string[] {
  return [
    id,
    scopes.join(","),
    expiresAt ? `until ${expiresAt.slice(0, 10)}` : "no end",
    lastUsedAt ? `used ${lastUsedAt.slice(0, 10)}` : "never used",
    plain(name),
  ];
}

async function createKey(server: Server, name: string, scopes: string, expires: string | undefined): Promise<string> {
  if (expires !== undefined && Number.isNaN(Date.parse(expires))) throw new UsageError("--expires takes a day, like 2030-01-31.");
  const body = {
    name,
    scopes: scopes.split(",").map((scope) => scope.trim()) as ("read" | "write" | "admin")[],
    ...(expires !== undefined && { expiresAt: new Date(expires).toISOString() }),
  };
  const { key } = await dataWithRetry(() => server.api.POST("/api/v1/keys", { body }));
  return key;
}
