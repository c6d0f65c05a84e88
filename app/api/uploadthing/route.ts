import { getUploadRoutes } from "./upload-routes";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  return (await getUploadRoutes()).describe(request);
}

export async function POST(request: Request): Promise<Response> {
  return (await getUploadRoutes()).presign(request);
}
