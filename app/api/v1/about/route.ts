import { getAbout } from "@/lib/about/get-about";
import * as operations from "@/lib/about/schema";
import { route } from "@/lib/api/route";

export const GET = route(operations.getAbout, ({ ctx, actor }) => getAbout({ ...ctx, actor }));
