import { readLinkVisitor, setLinkPass } from "@/lib/api/link-visitor";
import { publicRoute } from "@/lib/api/route";
import * as operations from "@/lib/sharing/link-schema";
import { openLink } from "@/lib/sharing/open-link";

export const POST = publicRoute(operations.openLink, async ({ ctx, input }) => {
  const { shared, pass } = await openLink(ctx, input, await readLinkVisitor());
  if (pass) await setLinkPass(ctx, pass);
  return shared;
});
