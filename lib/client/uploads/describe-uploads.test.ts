import { expect, test } from "vitest";
import { describeEnds, describeEntry, describeIgnored, describeTitle, describeTransfer } from "./describe-uploads";
import { createEntry, type UploadEntry } from "./upload-entry";
import { UploadStore } from "./upload-store";

const options = { collectionId: "default", detectDuplicates: true, onDuplicate: "review" as const };
const fileOf = (sizeBytes: number, name = "a.png") => new File([new Uint8Array(sizeBytes)], name);

test("what is left out of a folder is one line", () => {
  expect(describeIgnored({ sidecar: 2, video: 1, "system file": 1 })).toBe("Left out: 2 sidecars, 1 video, 1 system file");
  expect(describeIgnored({})).toBeUndefined();
});

test("sums follow every change of an entry", () => {
  const store = new UploadStore();
  const first = createEntry("1", fileOf(1_000), "a.png", options);
  store.add([first, createEntry("2", fileOf(3_000), "b.png", options)]);
  store.update(first, { state: "sending" });
  store.update(first, { sentBytes: 400 });
  expect(store.getSummary()).toMatchObject({ files: 2, ended: 0, totalBytes: 4_000, doneBytes: 400 });
});

test("the panel says how far all of it is", async () => {
  const store = new UploadStore();
  const [first, second] = [createEntry("1", fileOf(1_000), "a.png", options), createEntry("2", fileOf(3_000), "b.png", options)];
  store.add([first, second]);
  expect(describeTitle(store.getSummary())).toBe("Adding 2 files");
  store.update(first, { state: "known" });
  store.update(second, { state: "refused" });
  store.addIgnored("video", 3);
  await new Promise((resolve) => setTimeout(resolve, 150));
  const summary = store.getSummary();
  expect(describeTitle(summary)).toBe("2 files finished");
  expect(describeEnds(summary)).toEqual(["1 already here", "1 refused"]);
  expect(describeTransfer(summary)).toBe("4.0 kB of 4.0 kB");
  store.clearEnded();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(store.getSummary()).toMatchObject({ files: 0, totalBytes: 0, doneBytes: 0, ignored: {} });
});

test("a picture that is in the trash is told apart from those that are here, until it is restored", () => {
  const store = new UploadStore();
  const entries = ["1", "2", "3"].map((id) => createEntry(id, fileOf(10), `${id}.png`, options));
  store.add(entries);
  for (const entry of entries) store.update(entry, { state: "known", place: entry.id === "1" ? "library" : "trash" });
  expect(describeEnds(store.getSummary())).toEqual(["1 already here", "2 in the trash"]);
  expect(entries.map(describeEntry)).toEqual(["Already here as another picture", "In the trash", "In the trash"]);
});

test("a restored picture counts as here", () => {
  const store = new UploadStore();
  const entry = createEntry("1", fileOf(10), "a.png", options);
  store.add([entry]);
  store.update(entry, { state: "known", place: "trash" });
  store.update(entry, { place: "library" });
  expect(describeEnds(store.getSummary())).toEqual(["1 already here"]);
  store.clearEnded();
});

test("why a file is refused is said without its name, which stands above", () => {
  const entry = { ...createEntry("1", fileOf(10, "notes.txt"), "notes.txt", options), state: "refused" as const };
  expect(describeEntry({ ...entry, message: "notes.txt is not a picture Magpie can keep: This is text." })).toBe(
    "Not a picture Magpie can keep: This is text.",
  );
  expect(describeEntry({ ...entry, message: "The disk is full." })).toBe("The disk is full.");
  expect(describeEntry(entry)).toBe("Refused");
});

test("a near duplicate that was refused is told with the picture that it repeats", () => {
  const store = new UploadStore();
  const entries = ["1", "2", "3"].map((id) => createEntry(id, fileOf(10), `${id}.png`, { ...options, onDuplicate: "reject" }));
  store.add(entries);
  const twinOf = (verdict: "duplicate" | "similar") => ({ verdict, image: { originalName: "sea.jpg" } }) as UploadEntry["twin"];
  const twins = [twinOf("duplicate"), twinOf("similar"), undefined];
  for (const [index, entry] of entries.entries()) store.update(entry, { state: "repeat", twin: twins[index] });
  expect(describeEnds(store.getSummary())).toEqual(["3 duplicates refused"]);
  expect(entries.map(describeEntry)).toEqual([
    "In the trash: repeats sea.jpg",
    "In the trash: similar to sea.jpg",
    "In the trash: repeats a picture you have",
  ]);
});
