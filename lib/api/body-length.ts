/**
 * [Note: Body length] Next drops Content-Length from every answer, since a body may have been
 * decoded on its way. Ours are as they were stored, so the length travels under a name of our own
 * and gets its real one at the last moment: without it no client can show progress, or know by HEAD
 * how large an original is.
 */
export const bodyLengthHeader = "x-magpie-body-length";
