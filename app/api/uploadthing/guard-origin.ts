import { toProblemResponse } from "@/lib/api/problem";
import { requireSameOrigin } from "@/lib/api/same-origin";
import { getContext } from "@/lib/context/web-context";

/** Answers requests that another site makes a browser send with 403; the protocol's own handlers check who asks, not from where. */
export async function guardOrigin(request: Request, handle: () => Promise<Response>): Promise<Response> {
  try {
    requireSameOrigin(request);
  } catch (error) {
    return toProblemResponse(error, (await getContext()).log);
  }
  return handle();
}
