import { route } from "@/lib/api/route";
import { createLink } from "@/lib/sharing/change-link";
import * as operations from "@/lib/sharing/link-schema";
import { listLinks } from "@/lib/sharing/list-links";

export const GET = route(operations.listLinks, ({ ctx, actor, input }) => listLinks({ ...ctx, actor }, input));
export const POST = route(operations.createLink, ({ ctx, actor, input }) => createLink({ ...ctx, actor }, input));
