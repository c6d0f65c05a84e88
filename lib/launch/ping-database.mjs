import net from "node:net";

/** A start-up message of the Postgres protocol 3.0 for user and database "postgres". */
function startUpMessage() {
  const body = Buffer.from("user\0postgres\0database\0postgres\0\0");
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, body]);
}

/** Whether the database on this socket greets a new client within the time. */
export function pingDatabase(socketPath, timeoutMs) {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath);
    const finish = (answered) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answered);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    socket.on("connect", () => socket.write(startUpMessage()));
    socket.on("data", () => finish(true));
    socket.on("error", () => finish(false));
    socket.on("close", () => finish(false));
  });
}
