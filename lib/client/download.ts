import { downloadCollection, downloadImages } from "../images/file-schema";
import { addressOf } from "./call";
import { originalUrl } from "./image-address";

/** Saves the original of one image, or several as one zip, straight to the disk. Browser only. */
export function downloadPictures(imageIds: readonly string[]): void {
  const [first] = imageIds;
  if (first !== undefined && imageIds.length === 1) followLink(originalUrl(first, { download: true }));
  else if (first !== undefined) sendForm(downloadImages.path, imageIds);
}

/** The address of a collection as a zip. */
export function collectionArchiveUrl(collectionId: string): string {
  return addressOf(downloadCollection, { collectionId }).url;
}

function followLink(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}

/** A form, not a script, so that the browser streams the answer to the disk; the page stays, for the answer is an attachment. */
function sendForm(address: string, imageIds: readonly string[]): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  for (const imageId of imageIds) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "imageIds";
    field.value = imageId;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
