"use client";

import { useRouter } from "next/navigation";
import { keepQueryPicture } from "@/lib/client/picture-query";
import { PictureField } from "./picture-field";

/** A picture that is searched with: what is like it opens on the search page. */
export function SearchSection() {
  const router = useRouter();
  return (
    <PictureField
      label="A picture to search with"
      file={undefined}
      onFile={(file) => file && router.push(`/search?picture=${keepQueryPicture(file).id}`)}
      className="sm:max-w-[calc(50%-0.5rem)]"
    />
  );
}
