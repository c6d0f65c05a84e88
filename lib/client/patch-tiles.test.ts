import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { patchTiles, takeOver } from "./patch-tiles";

const tile = (id: string) => ({ id, originalName: `${id}.jpg`, favourite: false });

describe("patchTiles", () => {
  it("changes an image wherever it is kept and leaves everything else the same object", () => {
    const client = new QueryClient();
    const page = { images: [tile("a"), tile("b")] };
    const other = { images: [tile("c")] };
    client.setQueryData(["timeline-page", "2024-05-01"], page);
    client.setQueryData(["timeline-page", "2024-05-02"], other);
    client.setQueryData(["images", {}], { pages: [page], pageParams: [null] });
    client.setQueryData(["search", {}], { hits: [{ image: tile("a"), similarity: 0.3 }] });
    client.setQueryData(["image", "a"], { ...tile("a"), tags: [] });

    patchTiles(client, new Map([["a", takeOver({ favourite: true })]]));

    const after = client.getQueryData<typeof page>(["timeline-page", "2024-05-01"]);
    expect(after?.images[0]?.favourite).toBe(true);
    expect(after?.images[1]).toBe(page.images[1]);
    expect(client.getQueryData(["timeline-page", "2024-05-02"])).toBe(other);
    expect(client.getQueryData<{ pages: (typeof page)[] }>(["images", {}])?.pages[0]?.images[0]?.favourite).toBe(true);
    expect(client.getQueryData<{ hits: { image: { favourite: boolean } }[] }>(["search", {}])?.hits[0]?.image.favourite).toBe(true);
    expect(client.getQueryData(["image", "a"])).toEqual({ ...tile("a"), favourite: true, tags: [] });
  });

  it("changes nothing when the newer tile says the same", () => {
    const client = new QueryClient();
    const page = { images: [tile("a")] };
    client.setQueryData(["images", {}], page);
    patchTiles(client, new Map([["a", takeOver({ favourite: false })]]));
    expect(client.getQueryData(["images", {}])).toBe(page);
  });
});
