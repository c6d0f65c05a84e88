/**
 * The version of what is made of an image's pixels: addresses and stored files that carry it never
 * change their bytes. See [Note: Step versions].
 */
export function pictureVersion(stepVersions: Record<string, number>): string {
  return `${stepVersions.decode ?? 0}.${stepVersions.thumbnails ?? 0}`;
}
