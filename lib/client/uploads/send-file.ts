import type { AnyFileRoute } from "uploadthing/types";
import { type UploadResult, uploadResult } from "../../images/schema";
import { SendError, toSendError } from "./send-error";
import type { Presigned, UploadOptions } from "./upload-entry";
import type { SendOptions } from "./upload-ports";

/** The server's routes as far as types go; the browser must not import the server's. */
type Routes = Record<"images", AnyFileRoute>;

const presignPath = "/api/uploadthing";
/** A transfer that neither moves nor ends for this long is broken off; it goes on from there. */
const stalledMs = 90_000;

/**
 * Asks for upload addresses as UploadThing's client does, for files that go together.
 * @throws SendError
 */
export async function presignFiles(files: readonly File[], input: UploadOptions): Promise<Presigned[]> {
  const announced = files.map((file) => ({ name: file.name, size: file.size, type: file.type, lastModified: file.lastModified }));
  const response = await fetch(`${presignPath}?actionType=upload&slug=images`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input, files: announced }),
  }).catch(() => undefined);
  const body: unknown = await response?.json().catch(() => undefined);
  if (response?.ok && Array.isArray(body) && body.length === files.length) return body as Presigned[];
  const error = toSendError(response?.status, body);
  // An address that is refused here will not get better by asking for another one.
  throw error.kind === "address" ? new SendError("final", error.message) : error;
}

/**
 * Sends a file with UploadThing's client: it asks by HEAD how much is there and sends the rest. The
 * address is known already, so the client's own question for it is answered from here. A refusal
 * comes as an error of the client with the server's answer as its data, and is a result all the same.
 * @throws SendError; the signal's reason when aborted
 */
export async function sendFile(file: File, presigned: Presigned, { signal, onProgress }: SendOptions): Promise<UploadResult> {
  const { genUploader } = await import("uploadthing/client");
  const answerOrFetch: typeof fetch = async (input, init) => {
    if (init?.method === "POST") return Response.json([presigned]);
    return fetch(input, init);
  };
  const uploader = genUploader<Routes>({ url: presignPath, package: "magpie", fetch: answerOrFetch });
  let stalled: ReturnType<typeof setTimeout> | undefined;
  const upload = await uploader.createUpload("images", {
    files: [file],
    onUploadProgress: ({ loaded }) => {
      watch();
      onProgress(Math.min(loaded, file.size));
    },
  });
  let stop: (reason: unknown) => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = (reason) => {
      reject(reason);
      try {
        upload.pauseUpload();
      } catch {
        // It was over already.
      }
    };
  });
  const watch = () => {
    clearTimeout(stalled);
    stalled = setTimeout(() => stop(new SendError("interrupted", "The connection stalled.")), stalledMs);
  };
  const onAbort = () => stop(signal.reason);
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  watch();
  try {
    const done = upload.done();
    done.catch(() => {});
    const [uploaded] = await Promise.race([done, stopped]);
    return readResult(uploaded?.serverData);
  } catch (error) {
    const refusal = uploadResult.safeParse((error as { data?: { serverData?: unknown } } | undefined)?.data?.serverData);
    if (refusal.success) return refusal.data;
    throw signal.aborted ? signal.reason : readError(error);
  } finally {
    clearTimeout(stalled);
    signal.removeEventListener("abort", onAbort);
  }
}

/** @throws SendError when the answer carries no result: the cloud could not hand the file on */
function readResult(serverData: unknown): UploadResult {
  const parsed = uploadResult.safeParse(serverData);
  if (parsed.success) return parsed.data;
  const { error } = (serverData ?? {}) as { error?: string };
  throw new SendError("interrupted", error ?? "The server gave no answer that makes sense.");
}

function readError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  const { data, message } = (error ?? {}) as { data?: unknown; message?: string };
  const status = Number(/XHR failed (\d+)/.exec(message ?? "")?.[1] ?? 0);
  return toSendError(status || undefined, data);
}
