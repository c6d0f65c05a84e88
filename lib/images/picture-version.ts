/**
 * The version of what is made of an image's pixels: addresses and stored files that carry it never
 * change their bytes. See [Note: Step versions]; `file` counts how often `replaceOriginal` put other
 * bytes in their place.
 */
export function pictureVersion(stepVersions: Record<string, number>): string {
  const replaced = stepVersions.file ? `.${stepVersions.file}` : "";
  return `${stepVersions.decode ?? 0}.${stepVersions.thumbnails ?? 0}${replaced}`;
}
