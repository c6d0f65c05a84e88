/**
 * [Note: Postings] Features of many images in the order of their words: `words[i]` is the word,
 * `numbers[i]` the image's number in the index, and `descriptors` holds `lanes` 32-bit lanes each.
 * In the database a row holds a run of 2^shift words, so that it has about `entriesPerRow` entries
 * however small the segment: fewer rows to write when a few images are folded, and to read.
 */
export type Postings = { lanes: number; count: number; words: Uint32Array; numbers: Uint32Array; descriptors: Int32Array };

/** One row: the first word of its run, and how many entries each word has, their numbers and descriptors. */
export type PostingRow = { word: number; entries: Buffer };

/** So many that a row of 20 bytes each fits beside others into a page of 8 kB, and is not moved out of its table. */
const entriesPerRow = 80;

/** The shift that gives rows of about `entriesPerRow` entries. */
export function chooseShift(featureCount: number, wordCount: number): number {
  const perWord = Math.max(featureCount / wordCount, 1e-6);
  return Math.max(0, Math.min(16, Math.round(Math.log2(entriesPerRow / perWord))));
}

/** Room for postings that are added one by one and sorted at the end. */
export function createPostings(lanes: number, count: number): Postings {
  return {
    lanes,
    count: 0,
    words: new Uint32Array(count),
    numbers: new Uint32Array(count),
    descriptors: new Int32Array(count * lanes),
  };
}

/** Adds one entry; there is room for it. */
export function addPosting(postings: Postings, word: number, number: number, descriptors: Int32Array, i: number): void {
  const { lanes } = postings;
  const at = postings.count++;
  postings.words[at] = word;
  postings.numbers[at] = number;
  for (let lane = 0; lane < lanes; lane++) postings.descriptors[at * lanes + lane] = descriptors[i * lanes + lane] as number;
}

/** Writes postings as rows, smallest words first; entries of a word stay in the order they were added. Runs without entries have no row. */
export function* encodePostings(postings: Postings, shift: number): Generator<PostingRow> {
  const order = orderByWord(postings);
  const runOf = (at: number) => (postings.words[order[at] as number] as number) >>> shift;
  for (let from = 0; from < order.length; ) {
    const run = runOf(from);
    let to = from + 1;
    while (to < order.length && runOf(to) === run) to++;
    yield { word: run * 2 ** shift, entries: encodeRun(postings, order.subarray(from, to), shift) };
    from = to;
  }
}

/** Places of the entries by word, by counting: sorting by comparison would hold the event loop. */
function orderByWord({ words, count }: Postings): Uint32Array {
  let first = 0xffffffff;
  let last = 0;
  for (let i = 0; i < count; i++) {
    const word = words[i] as number;
    if (word < first) first = word;
    if (word > last) last = word;
  }
  if (count === 0) return new Uint32Array(0);
  const next = new Uint32Array(last - first + 2);
  for (let i = 0; i < count; i++) {
    const slot = (words[i] as number) - first + 1;
    next[slot] = (next[slot] as number) + 1;
  }
  for (let slot = 1; slot < next.length; slot++) next[slot] = (next[slot] as number) + (next[slot - 1] as number);
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const slot = (words[i] as number) - first;
    order[next[slot] as number] = i;
    next[slot] = (next[slot] as number) + 1;
  }
  return order;
}

function encodeRun({ lanes, words, numbers, descriptors }: Postings, order: Uint32Array, shift: number): Buffer {
  const perRun = 2 ** shift;
  const row = new Uint32Array(perRun + order.length * (1 + lanes));
  for (let n = 0; n < order.length; n++) {
    const i = order[n] as number;
    const inRun = (words[i] as number) & (perRun - 1);
    row[inRun] = (row[inRun] as number) + 1;
    row[perRun + n] = numbers[i] as number;
    for (let lane = 0; lane < lanes; lane++) row[perRun + order.length + n * lanes + lane] = descriptors[i * lanes + lane] as number;
  }
  return Buffer.from(row.buffer);
}

/** A row opened for reading: entries `starts[w]` to `starts[w + 1]` are those of the w-th word of the run. */
export type OpenRun = { starts: Uint32Array; numbers: Uint32Array; descriptors: Int32Array };

/** Opens a row that `encodePostings` wrote with the same shift and lanes. */
export function openRun(entries: Uint8Array, shift: number, lanes: number): OpenRun {
  const row = toUint32(entries);
  const perRun = 2 ** shift;
  const starts = new Uint32Array(perRun + 1);
  for (let word = 0; word < perRun; word++) starts[word + 1] = (starts[word] as number) + (row[word] as number);
  const count = starts[perRun] as number;
  return {
    starts,
    numbers: row.subarray(perRun, perRun + count),
    descriptors: toInt32(row.subarray(perRun + count, perRun + count * (1 + lanes))),
  };
}

/** Words and descriptors of one image of the tail, in the order of their words. */
export type IndexedWords = { words: Uint32Array; descriptors: Int32Array };

/** As bytes, to be kept. */
export function encodeIndexedWords({ words, descriptors }: IndexedWords, lanes: number): Buffer {
  const order = Uint32Array.from(words.keys()).sort((a, b) => (words[a] as number) - (words[b] as number));
  const row = new Uint32Array(words.length * (1 + lanes));
  for (const [n, i] of order.entries()) {
    row[n] = words[i] as number;
    for (let lane = 0; lane < lanes; lane++) row[words.length + n * lanes + lane] = descriptors[i * lanes + lane] as number;
  }
  return Buffer.from(row.buffer);
}

/** The reverse of `encodeIndexedWords`. */
export function decodeIndexedWords(bytes: Uint8Array, lanes: number): IndexedWords {
  const row = toUint32(bytes);
  const count = row.length / (1 + lanes);
  return { words: row.subarray(0, count), descriptors: toInt32(row.subarray(count)) };
}

/** The same bits, signed. */
function toInt32({ buffer, byteOffset, length }: Uint32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length);
}

/** A view where the bytes are aligned, else a copy. */
function toUint32(bytes: Uint8Array): Uint32Array {
  if (bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return new Uint32Array(new Uint8Array(bytes).buffer);
}
