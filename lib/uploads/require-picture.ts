import { type Config, supportedTypes } from "../config";
import { AppError } from "../errors";
import { describeRefusal, sniffContentType } from "../imaging/sniff";

/** How many bytes of a file's beginning `requirePicture` wants to see. */
export const headBytes = 4_096;

/**
 * Refuses a file whose first bytes are not those of a picture that this server takes.
 * @throws AppError type-not-allowed with a sentence that names the file and the reason
 */
export function requirePicture(config: Pick<Config, "uploads">, name: string, head: Uint8Array): void {
  const type = sniffContentType(head);
  if (!type) throw new AppError("type-not-allowed", `${name} is not a picture Magpie can keep: ${describeRefusal(head)}`);
  const { allowedTypes } = config.uploads;
  if (allowedTypes.includes(type)) return;
  const taken = supportedTypes.filter((one) => allowedTypes.includes(one)).map(formatName);
  throw new AppError("type-not-allowed", `${name} is a ${formatName(type)} picture; this server takes ${taken.join(", ")}.`);
}

function formatName(type: string): string {
  return type.slice("image/".length).toUpperCase();
}
