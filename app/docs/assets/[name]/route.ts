import { readFile } from "node:fs/promises";
import path from "node:path";
import { swaggerFiles, swaggerFolder } from "@/lib/api/docs-page";
import { readConfig } from "@/lib/config";

/** A file of Swagger UI, from the package itself. */
export async function GET(_: Request, { params }: { params: Promise<{ name: string }> }): Promise<Response> {
  const { name } = await params;
  const contentType = Object.hasOwn(swaggerFiles, name) ? swaggerFiles[name] : undefined;
  if (!contentType) return new Response("There is no such file.\n", { status: 404 });
  const bytes = await readFile(path.join(readConfig().rootDir, swaggerFolder, name));
  return new Response(new Uint8Array(bytes), { headers: { "content-type": contentType, "cache-control": "public, max-age=86400" } });
}
