import { queryOptions } from "@tanstack/react-query";
import { getRecognition, type RecognitionView } from "../recognition/schema";
import { call } from "./call";

const everyMs = 2_000;

/** How things of a collection are recognised; while its pictures are prepared it is asked again and again. */
export function recognitionSettingsQuery(collectionId: string) {
  return queryOptions({
    queryKey: ["recognition-settings", collectionId],
    queryFn: ({ signal }): Promise<RecognitionView> => call(getRecognition, { collectionId }, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === "preparing" || state.data?.progress.isLearning ? everyMs : false),
  });
}
