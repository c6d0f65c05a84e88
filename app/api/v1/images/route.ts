import { route } from "@/lib/api/route";
import { listImages } from "@/lib/images/list-images";
import * as operations from "@/lib/images/list-schema";
import { readPictureForm } from "@/lib/uploads/read-picture-form";
import { receivePictures } from "@/lib/uploads/receive-pictures";
import { addImages } from "@/lib/uploads/schema";
import { dropBody } from "@/lib/uploads/uploadthing/read-multipart-file";

export const GET = route(operations.listImages, ({ ctx, actor, input }) => listImages({ ...ctx, actor }, input));

export const POST = route(addImages, async ({ ctx, actor, input, request }) => {
  const { filesPerRequestMax: filesMax, fileBytesMax } = ctx.config.uploads;
  try {
    return { results: await receivePictures(ctx, actor, readPictureForm(request, { filesMax, fileBytesMax }), input) };
  } finally {
    dropBody(request);
  }
});
