import { guardOrigin } from "../../uploadthing/guard-origin";
import { getUploadRoutes } from "../../uploadthing/upload-routes";

export const dynamic = "force-dynamic";

export async function HEAD(request: Request): Promise<Response> {
  return (await getUploadRoutes()).offset(request);
}

export function PUT(request: Request): Promise<Response> {
  return guardOrigin(request, async () => (await getUploadRoutes()).receive(request));
}
