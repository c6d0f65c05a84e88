import { route } from "@/lib/api/route";
import { readUploadedPicture } from "@/lib/api/uploaded-picture";
import * as operations from "@/lib/search/schema";
import { searchByPicture } from "@/lib/search/search-by-picture";
import { searchByText } from "@/lib/search/search-by-text";

export const GET = route(operations.searchByText, ({ ctx, actor, input }) => searchByText({ ...ctx, actor }, input));
export const POST = route(operations.searchByPicture, ({ ctx, actor, request }) =>
  searchByPicture({ ...ctx, actor }, { picture: readUploadedPicture(request) }),
);
