import { CircleAlert, CircleCheck } from "lucide-react";
import type { AboutView } from "@/lib/about/schema";

/** Whether search by content works, and what to do when it does not. */
export function SearchModelState({ model, isAdministrator }: { model: AboutView["searchModel"]; isAdministrator: boolean }) {
  if (model.status === "ready") {
    return (
      <span className="inline-flex items-center gap-2">
        <CircleCheck size={16} aria-hidden className="shrink-0 text-success" />
        {model.name} is ready
      </span>
    );
  }
  return (
    <span className="flex flex-col gap-1">
      <span className="inline-flex items-start gap-2">
        <CircleAlert size={16} aria-hidden className="mt-1 shrink-0 text-warning" />
        <span>
          {model.name} is missing. {model.reason}
        </span>
      </span>
      <span className="text-muted">
        {isAdministrator ? (
          <>
            Run <code>npm run models</code> on the server; it fetches what is missing and checks it. Pictures that wait are read then.
          </>
        ) : (
          "An administrator can fetch it. Until then names, tags and collections are searched."
        )}
      </span>
    </span>
  );
}
