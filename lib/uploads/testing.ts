import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { Actor } from "../auth/access";
import { toAppError } from "../errors";
import { readPictureForm } from "./read-picture-form";
import { receivePictures } from "./receive-pictures";
import type { UploadContext } from "./receive-upload";
import { type PictureResult, receiveOptions } from "./schema";

/** What a test's server works with; the test changes it. */
export type PictureDoor = { ctx: UploadContext; actor: Actor; bounds: { filesMax: number; fileBytesMax: number; idleMs?: number } };
export type PictureAnswer = { results: PictureResult[]; code?: string; detail?: string };

export type PictureServer = {
  origin: string;
  /** Sends files by a form, all under the same field. */
  send(files: readonly (readonly [string, Buffer])[], query?: string): Promise<PictureAnswer>;
  sendForm(form: FormData, query?: string): Promise<PictureAnswer>;
  close(): Promise<void>;
};

/** Starts a server on loopback that binds the adding of pictures as its route does. */
export async function startPictureServer(door: () => PictureDoor): Promise<PictureServer> {
  const server = createServer(async (incoming, outgoing) => {
    const { ctx, actor, bounds } = door();
    const url = new URL(incoming.url ?? "", "http://localhost");
    const body = Readable.toWeb(incoming) as ReadableStream;
    const headers = incoming.headers as Record<string, string>;
    const request = new Request(url, { method: "POST", headers, body, duplex: "half" } as RequestInit);
    const options = receiveOptions.parse(Object.fromEntries(url.searchParams));
    const [status, answer] = await receivePictures(ctx, actor, readPictureForm(request, bounds), options).then(
      (results) => [200, { results }] as const,
      (error) => [400, { code: toAppError(error).code, detail: toAppError(error).message }] as const,
    );
    outgoing.writeHead(status, { "content-type": "application/json" });
    outgoing.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sendForm = async (form: FormData, query = "") => {
    const response = await fetch(`${origin}/?${query}`, { method: "POST", body: form });
    return (await response.json()) as PictureAnswer;
  };
  return {
    origin,
    sendForm,
    send(files, query) {
      const form = new FormData();
      for (const [name, bytes] of files) form.append("files", new File([new Uint8Array(bytes)], name));
      return sendForm(form, query);
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
