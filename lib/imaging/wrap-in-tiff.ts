/**
 * An uncompressed TIFF 6.0 file around 8-bit pixels, so that a colour profile can travel with
 * them: sharp takes profiles only from files. `data` is [height, width, channels], RGB or RGBA.
 */
export function wrapInTiff(pixels: { width: number; height: number; channels: 3 | 4; data: Uint8Array }, profile: Uint8Array): Buffer {
  const { width, height, channels, data } = pixels;
  const short = 3;
  const long = 4;
  const undefinedType = 7;
  const entries = 12 + (channels === 4 ? 1 : 0);
  const bitsAt = 8 + 2 + entries * 12 + 4;
  const profileAt = bitsAt + 8;
  const stripAt = profileAt + profile.length + (profile.length % 2);
  const head = Buffer.alloc(stripAt);
  head.write("II*\0", "latin1");
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries, 8);
  let at = 10;
  const entry = (tag: number, type: number, count: number, value: number) => {
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(value, at + 8);
    at += 12;
  };
  entry(256, long, 1, width);
  entry(257, long, 1, height);
  entry(258, short, channels, bitsAt);
  entry(259, short, 1, 1);
  entry(262, short, 1, 2);
  entry(273, long, 1, stripAt);
  entry(274, short, 1, 1);
  entry(277, short, 1, channels);
  entry(278, long, 1, height);
  entry(279, long, 1, data.length);
  entry(284, short, 1, 1);
  if (channels === 4) entry(338, short, 1, 2);
  entry(34675, undefinedType, profile.length, profileAt);
  for (let channel = 0; channel < 4; channel++) head.writeUInt16LE(8, bitsAt + channel * 2);
  head.set(profile, profileAt);
  return Buffer.concat([head, data]);
}
