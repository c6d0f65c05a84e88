import { type ParseArgsConfig, parseArgs } from "node:util";
import { type Call, type Command, type Options, type Terminal, textOf, UsageError } from "./command";
import { dump } from "./commands/dump";
import { exportCollection } from "./commands/export";
import { importUrls } from "./commands/import-urls";
import { inspect } from "./commands/inspect";
import { jobs } from "./commands/jobs";
import { keys } from "./commands/keys";
import { login, loginFlags } from "./commands/login";
import { recognize } from "./commands/recognize";
import { search, similar } from "./commands/search";
import { upload } from "./commands/upload";
import { watch } from "./commands/watch";
import { ServerError } from "./retry";
import { findLogin, forgetLogin } from "./saved-login";
import { connect, dataOf } from "./server";
import { openTerminal } from "./terminal";

const commands: readonly Command[] = [upload, importUrls, search, similar, recognize, watch, exportCollection, dump, inspect, keys, jobs];

const everywhere = {
  url: { type: "string" },
  key: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies NonNullable<ParseArgsConfig["options"]>;

/** What `magpie` says about itself. */
export function describeCommands(): string {
  const rows = [
    ["login [--url ADDRESS] [--username NAME] [--scopes read,write,admin]", "Sign in once; an API key is kept for later commands"],
    ["logout", "Forget that key (revoke it with magpie keys or in the settings)"],
    ...commands.map(({ usage, summary }) => [usage, summary]),
  ];
  return [
    "Magpie's command line. Every command takes --url and --key (or MAGPIE_URL and MAGPIE_KEY) instead of a saved login.",
    "",
    ...rows.flatMap(([usage, summary]) => [`  magpie ${usage}`, `      ${summary}`]),
    "",
    "magpie COMMAND --help tells more of one. The exit code is 0 only when everything that was asked for is done.",
  ].join("\n");
}

/**
 * Runs one command line and gives its exit code: 0 done, 1 something was refused or failed, 2 the
 * command was typed wrong, 3 the server could not be reached or did not let us in.
 */
export async function runCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv;
  if (!name || name === "help" || name === "--help" || name === "-h") {
    terminal.out(describeCommands());
    return name ? 0 : 2;
  }
  const command = commands.find((one) => one.name === name);
  try {
    if (name === "login") return await login(parse(rest, loginFlags, terminal));
    if (name === "logout") {
      await forgetLogin(terminal.env);
      return 0;
    }
    if (!command) throw new UsageError(`There is no command ${name}.`);
    return await runWithServer(command, parse(rest, command.options ?? {}, terminal));
  } catch (error) {
    return tellError(error, command, terminal);
  }
}

async function runWithServer(command: Command, call: Call): Promise<number> {
  if (call.options.help === true) {
    call.terminal.out([`magpie ${command.usage}`, command.summary, ...(command.help ?? [])].join("\n"));
    return 0;
  }
  const found = await findLogin(call.terminal.env, { url: textOf(call.options, "url"), key: textOf(call.options, "key") });
  if (!found) throw new UsageError("Sign in first: magpie login --url http://…");
  const server = connect(found);
  // A wrong address or key is said at once; only a server that was there before is waited for.
  await dataOf(server.api.GET("/api/v1/about"));
  return command.run({ ...call, server });
}

function parse(args: string[], options: NonNullable<ParseArgsConfig["options"]>, terminal: Terminal): Call {
  try {
    const { values, positionals } = parseArgs({ args, options: { ...everywhere, ...options }, allowPositionals: true });
    return { words: positionals, options: values as Options, terminal };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function tellError(error: unknown, command: Command | undefined, { note }: Terminal): number {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    note(message);
    note(command ? `It is called so: magpie ${command.usage}` : "magpie help lists the commands.");
    return 2;
  }
  if (error instanceof ServerError) {
    note(error.status === 401 ? `${message} The saved key may be revoked or out of date: magpie login` : message);
    return error.status === 401 || error.status === 403 ? 3 : 1;
  }
  const isAway = error instanceof TypeError;
  note(isAway ? "The server cannot be reached. Is it running, and is the address right?" : message);
  return isAway ? 3 : 1;
}

/** The command line as a process of its own. */
export async function main(env: Record<string, string | undefined>): Promise<void> {
  const stop = new AbortController();
  process.once("SIGINT", () => {
    stop.abort();
    // A second Ctrl-C, or a command that has nothing to finish, ends at once.
    process.once("SIGINT", () => process.exit(130));
    if (process.argv[2] !== "watch") process.exit(130);
  });
  process.exitCode = await runCommand(process.argv.slice(2), openTerminal(env, stop.signal));
}
