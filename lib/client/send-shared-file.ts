import type { OutputOf } from "../api/operation";
import { addToShared } from "../sharing/link-schema";
import { ApiError, addressOf } from "./call";

type Added = OutputOf<typeof addToShared>["results"][number];

/**
 * Adds one picture to a share link's collection, telling how far it is from 0 to 1. Browser only.
 * @throws ApiError with the server's sentence, or code "offline" when no answer came
 */
export function sendSharedFile(token: string, file: File, onProgress: (share: number) => void): Promise<Added> {
  const form = new FormData();
  form.append("files", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(addToShared.method, addressOf(addToShared, { token }).url);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(0, "offline", "The server cannot be reached."));
    request.onload = () => {
      const answer = request.response as (OutputOf<typeof addToShared> & { code?: string; detail?: string }) | null;
      const [result] = answer?.results ?? [];
      if (request.status < 300 && result) resolve(result);
      else reject(new ApiError(request.status, answer?.code ?? "internal", answer?.detail ?? "Something went wrong on the server."));
    };
    request.send(form);
  });
}
