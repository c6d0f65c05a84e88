import { chmod, mkdir, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { connect } from "node:net";
import path from "node:path";

/**
 * Listens on a unix socket in a folder only this user can enter. A socket that nobody answers on is
 * left over from a crash and removed.
 * @throws Error when another process answers on it.
 */
export async function listenOnSocket(server: Server, socketPath: string): Promise<void> {
  const dir = path.dirname(socketPath);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
  if (await isAnswered(socketPath)) throw new Error("Another inference process already serves this data folder.");
  await rm(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
}

function isAnswered(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socketPath);
    probe.setTimeout(2_000);
    const end = (answered: boolean) => {
      probe.destroy();
      resolve(answered);
    };
    probe.once("connect", () => end(true));
    probe.once("timeout", () => end(true));
    probe.once("error", () => end(false));
  });
}
