import { expect, test, vi } from "vitest";
import type { DuplicateGroup } from "../../duplicates/schema";
import { ApiError } from "../call";
import { type DecidedGroup, DecisionQueue, type QueuePorts } from "./decision-queue";

const decided = (id: string): DecidedGroup => ({
  group: { id } as DuplicateGroup,
  decision: { action: "keep", keepIds: [id], trashIds: [`${id}-copy`] },
});

const nextTask = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A page of groups, and a server that answers when it is told to. */
function makePage(groupIds: string[]) {
  const shown = new Set(groupIds);
  const log: string[] = [];
  const ended: string[] = [];
  const answers: (() => void)[] = [];
  const refusals = new Map<string, unknown>();
  const ports: QueuePorts = {
    send: async ({ group }) => {
      await new Promise<void>((resolve) => answers.push(resolve));
      if (refusals.has(group.id)) throw refusals.get(group.id);
      log.push(`sent ${group.id}`);
    },
    undo: async ({ group }) => {
      if (refusals.has(`undo ${group.id}`)) throw refusals.get(`undo ${group.id}`);
      log.push(`undone ${group.id}`);
    },
    hide: (groups) => {
      for (const { id } of groups) shown.delete(id);
    },
    show: (groups) => {
      for (const { id } of groups) shown.add(id);
    },
    ended: ({ label }) => ended.push(label),
    failed: ({ group }, error) => log.push(`failed ${group.id}: ${(error as Error).message}`),
    settled: () => log.push("settled"),
  };
  const answer = async () => {
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(0));
    answers.shift()?.();
    await nextTask();
  };
  return { queue: new DecisionQueue(ports), shown, log, ended, answer, refusals };
}

test("groups leave the page at once and are sent one after the other", async () => {
  const { queue, shown, log, answer } = makePage(["a", "b"]);
  queue.decide("a", [decided("a")]);
  queue.decide("b", [decided("b")]);
  expect([...shown]).toEqual([]);
  expect(queue.unsent()).toBe(2);
  await answer();
  expect(log).toEqual(["sent a"]);
  await answer();
  await queue.settle();
  expect(log).toEqual(["sent a", "sent b", "settled"]);
  expect(queue.unsent()).toBe(0);
});

test("a refused decision brings its group back and does not stop the others", async () => {
  const { queue, shown, log, answer, refusals } = makePage(["a", "b"]);
  refusals.set("a", new Error("A picture to keep is in the trash."));
  queue.decide("both", [decided("a"), decided("b")]);
  await answer();
  await answer();
  await queue.settle();
  expect([...shown]).toEqual(["a"]);
  expect(log).toEqual(["failed a: A picture to keep is in the trash.", "sent b", "settled"]);
  expect(queue.covers("a", 0)).toBe(false);
});

test("what has not been sent yet is undone without a word to the server", async () => {
  const { queue, shown, log, answer } = makePage(["a", "b"]);
  queue.decide("a", [decided("a")]);
  const second = queue.decide("b", [decided("b")]);
  const undone = queue.undo(second);
  expect([...shown]).toEqual(["b"]);
  await answer();
  await undone;
  await queue.settle();
  expect(log.filter((line) => line !== "settled")).toEqual(["sent a"]);
});

test("what has been sent, or is on its way, is undone on the server", async () => {
  const { queue, shown, log, answer } = makePage(["a", "b"]);
  queue.decide("a", [decided("a")]);
  await answer();
  queue.decide("b", [decided("b")]);
  await nextTask();
  const last = queue.last();
  const undone = last && queue.undo(last);
  expect([...shown]).toEqual(["b"]);
  await answer();
  await undone;
  expect(log).toContain("undone b");
  const first = queue.last();
  expect(first?.label).toBe("a");
  if (first) await queue.undo(first);
  expect([...shown].sort()).toEqual(["a", "b"]);
  expect(queue.last()).toBeUndefined();
});

test("a group that is decided about again is sent only when the first decision has been undone", async () => {
  const { queue, log, answer } = makePage(["a"]);
  const batch = queue.decide("a", [decided("a")]);
  await nextTask();
  const undone = queue.undo(batch);
  queue.decide("a", [decided("a")]);
  await answer();
  await undone;
  await answer();
  await queue.settle();
  expect(log.filter((line) => line !== "settled")).toEqual(["sent a", "undone a", "sent a"]);
});

test("when the server refuses to undo, the decision stands and the group is off the page again", async () => {
  const { queue, shown, answer, refusals } = makePage(["a"]);
  refusals.set("undo a", new Error("This picture is gone."));
  const batch = queue.decide("a", [decided("a")]);
  await answer();
  await queue.settle();
  await expect(queue.undo(batch)).rejects.toThrow("This picture is gone.");
  expect([...shown]).toEqual([]);
});

test("an offer to undo ends when all it is for was undone or refused, and refused decisions are passed over", async () => {
  const { queue, ended, answer, refusals } = makePage(["a", "b", "c"]);
  for (const id of ["b", "c"]) refusals.set(id, new Error("A picture to keep is in the trash."));
  const both = queue.decide("a and b", [decided("a"), decided("b")]);
  queue.decide("c", [decided("c")]);
  for (let count = 0; count < 3; count++) await answer();
  await queue.settle();
  expect(ended).toEqual(["c"]);
  expect(queue.last()).toBe(both);
  await queue.undo(both);
  expect(ended).toEqual(["c", "a and b"]);
  expect(queue.last()).toBeUndefined();
});

test("an answer that was asked for before a decision was settled is known to be old", async () => {
  const { queue, answer } = makePage(["a"]);
  const before = performance.now();
  queue.decide("a", [decided("a")]);
  expect(queue.covers("a", performance.now())).toBe(true);
  await answer();
  await queue.settle();
  expect(queue.covers("a", before)).toBe(true);
  expect(queue.covers("a", performance.now() + 1)).toBe(false);
  expect(queue.covers("b", before)).toBe(false);
});

test("too many requests in a minute only make it wait", async () => {
  vi.useFakeTimers();
  let tries = 0;
  const failed = vi.fn();
  const queue = new DecisionQueue({
    send: async () => {
      if (++tries < 3) throw new ApiError(429, "too-many-requests", "Too many requests in this minute.");
    },
    undo: async () => {},
    hide: () => {},
    show: () => {},
    ended: () => {},
    failed,
    settled: () => {},
  });
  queue.decide("a", [decided("a")]);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(tries).toBe(3);
  expect(failed).not.toHaveBeenCalled();
  expect(queue.unsent()).toBe(0);
  vi.useRealTimers();
});
