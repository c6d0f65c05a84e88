import { guardOrigin } from "./guard-origin";
import { getUploadRoutes } from "./upload-routes";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  return (await getUploadRoutes()).describe(request);
}

export function POST(request: Request): Promise<Response> {
  return guardOrigin(request, async () => (await getUploadRoutes()).presign(request));
}
