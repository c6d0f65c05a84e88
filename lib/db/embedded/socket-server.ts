import { chmodSync, mkdirSync, rmSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { closeStatements, messageType, readMessages, terminationError } from "./wire-protocol";

export type SocketServerOptions = {
  /** The database; asked for at the first connection, so that opening it may wait until then. */
  open: () => Promise<PGlite>;
  /** `.s.PGSQL.5432` in a folder of its own, which nobody else may enter. */
  socketPath: string;
  /** A connection that holds the session this long without sending anything is cut. */
  transactionIdleMs: number;
  connectionsMax?: number;
  onError?: (error: unknown) => void;
};

/** A served database. `runAlone` gets the session when no client is in the middle of something. */
export type SocketServer = {
  runAlone<T>(work: (database: PGlite) => Promise<T>): Promise<T>;
  /** How long the database has worked for its clients since it was opened. */
  busyMs(): number;
  close(): Promise<void>;
};

/**
 * `midway`: Postgres has got the beginning of a query and waits for the rest of it. `prepared`: the
 * statements it has prepared; in the one session they would outlive it.
 */
type Client = { socket: net.Socket; unread: Buffer; queued: boolean; midway: boolean; open: boolean; prepared: Set<string> };
type Turn = Client | (() => Promise<void>);

/**
 * Serves PGlite in the Postgres wire protocol to several clients.
 *
 * [Note: Turns] PGlite is one session of Postgres. A client that sends a message gets the session
 * for itself and keeps it until Postgres says "ready for query" outside a transaction; the others
 * wait in the order in which they came. So what belongs together (the parts of an extended query,
 * which share the unnamed statement, and the statements of a transaction) is never mixed with
 * another client's. A holder that disconnects, or stays silent too long, is rolled back.
 */
export async function serveDatabase(options: SocketServerOptions): Promise<SocketServer> {
  const server = new TurnServer(options);
  await server.listen();
  return server;
}

class TurnServer implements SocketServer {
  private readonly server = net.createServer((socket) => this.connect(socket));
  private readonly clients = new Set<Client>();
  private readonly turns: Turn[] = [];
  private holder: Client | undefined;
  private pumping: Promise<void> | undefined;
  private askedAgain = false;
  private idleTimer: NodeJS.Timeout | undefined;
  private busy = 0;

  constructor(private readonly options: SocketServerOptions) {
    this.server.maxConnections = options.connectionsMax ?? 64;
  }

  listen(): Promise<void> {
    const folder = path.dirname(this.options.socketPath);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Fails when the folder (in the system's temporary one, for a long path) is somebody else's.
    chmodSync(folder, 0o700);
    rmSync(this.options.socketPath, { force: true });
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.options.socketPath, resolve);
    });
  }

  busyMs(): number {
    return this.busy;
  }

  runAlone<T>(work: (database: PGlite) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.turns.push(() => this.options.open().then(work).then(resolve, reject));
      this.pump();
    });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const client of this.clients) client.socket.destroy();
    await closed;
    this.pump();
    await this.pumping;
    rmSync(this.options.socketPath, { force: true });
  }

  private connect(socket: net.Socket): void {
    const client: Client = { socket, unread: Buffer.alloc(0), queued: false, midway: false, open: true, prepared: new Set() };
    this.clients.add(client);
    socket.on("data", (data) => {
      client.unread = client.unread.length === 0 ? data : Buffer.concat([client.unread, data]);
      this.enqueue(client);
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      client.open = false;
      this.clients.delete(client);
      if (client.prepared.size > 0) this.turns.push(() => this.forgetStatements(client));
      this.pump();
    });
  }

  private enqueue(client: Client): void {
    if (client !== this.holder && !client.queued) {
      client.queued = true;
      this.turns.push(client);
    }
    this.pump();
  }

  /** Works through the turns unless that is being done; ends when all that is left waits for the holder. */
  private pump(): void {
    this.askedAgain = this.pumping !== undefined;
    this.pumping ??= this.takeTurns()
      .catch((error) => this.options.onError?.(error))
      .finally(() => {
        this.pumping = undefined;
        if (this.askedAgain) this.pump();
      });
  }

  private async takeTurns(): Promise<void> {
    for (;;) {
      // Sockets are read between two turns, so that a busy client does not keep the others out.
      await new Promise(setImmediate);
      if (this.holder) {
        if (!(await this.continueHolder(this.holder))) return;
        continue;
      }
      const turn = this.turns.shift();
      if (!turn) return;
      if (typeof turn === "function") await turn();
      else {
        turn.queued = false;
        this.holder = turn;
      }
    }
  }

  /** Runs what the holder has sent. False: it holds the session and has sent nothing more. */
  private async continueHolder(client: Client): Promise<boolean> {
    const database = await this.options.open();
    if (!client.open) {
      this.stopIdleTimer();
      await this.rollBack(database);
      this.holder = undefined;
      return true;
    }
    const { messages, rest, ends, sslRequests, prepared } = readMessages(client.unread);
    for (const name of prepared) client.prepared.add(name);
    for (let count = 0; count < sslRequests; count++) client.socket.write("N");
    client.unread = rest;
    if (ends !== "nothing") this.stopIdleTimer();
    if (messages.length > 0) await this.run(database, client, messages);
    if (ends === "ready" || ends === "midway") client.midway = ends === "midway";
    if (ends === "closed") this.cut(client);
    if (ends === "closed" && (client.midway || database.isInTransaction())) return true;
    if (client.midway || database.isInTransaction()) {
      if (ends !== "nothing") return true;
      this.startIdleTimer(client);
      return false;
    }
    this.stopIdleTimer();
    this.holder = undefined;
    if (ends === "ready" && client.unread.length > 0) this.enqueue(client);
    return true;
  }

  private cut(client: Client): void {
    client.open = false;
    client.socket.end();
    client.socket.destroySoon();
  }

  private async run(database: PGlite, client: Client, messages: Uint8Array): Promise<void> {
    const started = performance.now();
    await database.runExclusive(() =>
      database.execProtocolRawStream(messages, {
        syncToFs: false,
        onRawData: (data) => {
          if (client.open) client.socket.write(Buffer.from(data));
        },
      }),
    );
    this.busy += performance.now() - started;
  }

  private async forgetStatements(client: Client): Promise<void> {
    await this.runUnheard(await this.options.open(), closeStatements(client.prepared));
  }

  /** Runs messages whose answer is for nobody. PGlite would give it to whoever was answered last, so it gets an ear of its own. */
  private async runUnheard(database: PGlite, messages: Uint8Array): Promise<void> {
    await database.runExclusive(() => database.execProtocolRawStream(messages, { syncToFs: false, onRawData: () => {} }));
  }

  /** Ends an extended query that was left midway, and the transaction. */
  private async rollBack(database: PGlite): Promise<void> {
    await this.runUnheard(database, Uint8Array.of(messageType.sync, 0, 0, 0, 4));
    if (database.isInTransaction()) await database.exec("rollback");
  }

  /** Runs on while others knock: only the holder's own messages stop it. */
  private startIdleTimer(client: Client): void {
    this.idleTimer ??= setTimeout(() => {
      client.socket.end(terminationError("25P03", "terminating connection: the transaction was idle for too long"));
      client.socket.destroySoon();
    }, this.options.transactionIdleMs);
  }

  private stopIdleTimer(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = undefined;
  }
}
