import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { CollectionPage } from "@/components/collections/collection-page";
import { requirePageActor } from "@/lib/auth/session";
import { getCollection } from "@/lib/collections/list-collections";
import { collectionId } from "@/lib/collections/schema";
import { getContext } from "@/lib/context/web-context";
import { AppError } from "@/lib/errors";
import { listImages } from "@/lib/images/list-images";
import { limits } from "@/lib/limits";

type PageProps = { params: Promise<{ collectionId: string }>; searchParams: Promise<{ sort?: string | string[] }> };

/** The collection of the address; what is not there, or is somebody else's, is a page that does not exist. */
const findCollection = cache(async (id: string) => {
  const actor = await requirePageActor();
  const parsed = collectionId.safeParse(id);
  if (!parsed.success) notFound();
  try {
    return await getCollection({ ...(await getContext()), actor }, { collectionId: parsed.data });
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Pick<PageProps, "params">): Promise<Metadata> {
  return { title: (await findCollection((await params).collectionId)).name };
}

export default async function Page({ params, searchParams }: PageProps) {
  const collection = await findCollection((await params).collectionId);
  const actor = await requirePageActor();
  const ctx = { ...(await getContext()), actor };
  const sort = (await searchParams).sort === "own" ? "collection" : "taken";
  const images = await listImages(ctx, {
    collectionId: collection.id,
    place: "library",
    sort,
    stacks: "covers",
    limit: limits.page.sizeMax,
  });
  return <CollectionPage key={collection.id} initial={collection} initialSort={sort} initialImages={images} />;
}
