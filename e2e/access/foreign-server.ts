import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server of somebody else's has at each path. */
const pages = new Map<string, Uint8Array>();
const server = createServer((request, response) => {
  const page = pages.get(request.url ?? "");
  response.writeHead(page ? 200 : 404, { "content-type": "image/jpeg" }).end(page);
});
const listening = new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
server.unref();

/** Puts something at a path of a server that stands for the public web; gives its address. */
export async function serve(path: string, bytes: Uint8Array): Promise<string> {
  await listening;
  pages.set(path, bytes);
  return `http://pictures.test:${(server.address() as AddressInfo).port}${path}`;
}

/** How it is reached: it is on this machine. */
export const reach = { isAllowedAddress: (address: string) => address === "127.0.0.1", resolve: async () => ["127.0.0.1"] };
