import type { Metadata } from "next";
import { SearchResults } from "@/components/search/search-results";
import { requirePageActor } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Search" };

/** The results are asked for by the page itself, so that typing never waits for this. */
export default async function SearchPage() {
  await requirePageActor();
  return <SearchResults />;
}
