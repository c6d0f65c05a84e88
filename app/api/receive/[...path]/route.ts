import { getUploadRoutes } from "../../uploadthing/upload-routes";

export const dynamic = "force-dynamic";

export async function HEAD(request: Request): Promise<Response> {
  return (await getUploadRoutes()).offset(request);
}

export async function PUT(request: Request): Promise<Response> {
  return (await getUploadRoutes()).receive(request);
}
