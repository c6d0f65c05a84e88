import { route } from "@/lib/api/route";
import { readUploadedPicture } from "@/lib/api/uploaded-picture";
import { inspectFile } from "@/lib/uploads/inspect-file";
import * as operations from "@/lib/uploads/schema";

export const POST = route(operations.inspectFile, ({ ctx, actor, request }) => inspectFile(ctx, actor, readUploadedPicture(request)));
