import { expect, test } from "vitest";
import { appendGroups, type GroupList, type ListedGroup, withGroups, withoutGroups } from "./group-list";

const group = (id: string, imageCount: number, heldCount = 0) => ({ id, imageCount, heldCount }) as ListedGroup;
const list: GroupList = { groups: [group("a", 5), group("b", 3), group("c", 3), group("d", 2, 1)], total: 9, complete: true };
const idsOf = ({ groups }: GroupList) => groups.map(({ id }) => id).join("");

test("a decided group leaves the list and its count, and comes back to its place", () => {
  const less = withoutGroups(list, new Set(["b"]));
  expect([idsOf(less), less.total]).toEqual(["acd", 8]);
  const again = withGroups(less, [group("b", 3)], "largest");
  expect([idsOf(again), again.total]).toEqual(["abcd", 9]);
});

test("with those that wait first, a group comes back before all that do not", () => {
  const waiting = withGroups({ ...list, groups: [group("a", 5)], total: 1 }, [group("d", 2, 1)], "waiting");
  expect(idsOf(waiting)).toBe("da");
});

test("more of the list is appended without what is there already", () => {
  const more = appendGroups(list, { groups: [group("d", 2), group("e", 2)], total: 8, complete: false });
  expect([idsOf(more), more.total, more.complete]).toEqual(["abcde", 8, false]);
});

test("when nothing new comes, the list is at its end", () => {
  expect(appendGroups(list, { groups: [group("d", 2)], total: 9, complete: true }).total).toBe(4);
});

test("a group that came back by itself is counted once", () => {
  const again = withGroups(list, [group("b", 3)], "largest");
  expect([idsOf(again), again.total]).toEqual(["abcd", 9]);
});
