import { clsx } from "clsx";

/** Shares of each row's width. */
const rows = ["a:3 b:4 c:2 d:3", "e:4 f:3 g:3 h:2", "i:2 j:3 k:4 l:3"].map((row) => row.split(" "));

/** Rows of calm boxes where a grid of pictures is about to be. */
export function GridSkeleton() {
  return (
    <div aria-busy className="flex animate-fade flex-col gap-1 [animation-delay:120ms]">
      {rows.map((row) => (
        <div key={row[0]} className="flex h-30 gap-1 sm:h-45 lg:h-55">
          {row.map((box, index) => (
            <span
              key={box}
              className={clsx("animate-pulse bg-placeholder motion-reduce:animate-none", index > 1 && "hidden sm:block")}
              style={{ flexGrow: Number(box.slice(2)) }}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
