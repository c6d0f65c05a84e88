import { healthView } from "@/lib/about/schema";
import { checkHealth, unreachableHealth } from "@/lib/context/check-health";
import { getContext } from "@/lib/context/web-context";

export const dynamic = "force-dynamic";

/** For load balancers and people: 200 when pages and uploads can be served, else 503. `getHealth` of lib/about declares it. */
export async function GET(): Promise<Response> {
  const health = await getContext().then(checkHealth).catch(unreachableHealth);
  return Response.json(healthView.parse(health), { status: health.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
}
