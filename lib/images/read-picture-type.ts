import { open } from "node:fs/promises";
import type { Config, SupportedType } from "../config";
import { describeRefusal, sniffContentType } from "../imaging/sniff";

/** The type of a picture by its first bytes where this server takes it, or a sentence that says why it is refused. */
export async function readPictureType(
  config: Pick<Config, "uploads">,
  localPath: string,
): Promise<{ type: SupportedType } | { type: undefined; refusal: string }> {
  const file = await open(localPath, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096), 0, 4_096, 0);
    const head = buffer.subarray(0, bytesRead);
    const type = sniffContentType(head);
    if (type && config.uploads.allowedTypes.includes(type)) return { type };
    return { type: undefined, refusal: type ? `Pictures of the type ${type} are not taken here.` : describeRefusal(head) };
  } finally {
    await file.close();
  }
}
